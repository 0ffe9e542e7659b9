"""Logging: one line of JSON (or a readable line on a terminal) an event, ids only.

What a user typed never goes into a log. Libraries' loggers are held at WARNING, Bolt's habit of printing whole request
bodies in warnings is cut off here, and an exception is logged as its class and places, without its message: messages
of validation errors quote what was typed.
"""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIET = ("slack_bolt", "slack_sdk", "docket", "aiohttp.access", "asyncio")


class _WithoutBodies(logging.Filter):
    """Bolt prints the whole body of a request nobody listened to; that body may hold clinical text."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "[Suggestion]" in message or "Unhandled request" in message:
            record.msg, record.args = "A Slack request matched no listener (body not logged)", ()
        return True


def _exception_without_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's class and the lines it passed through."""
    found = event.pop("exc_info", None)
    if not found:
        return event
    kind, _, trace = found if isinstance(found, tuple) else sys.exc_info()
    if kind is not None:
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        event["exception"] = kind.__name__
        event["places"] = places[-8:]
    return event


def configure(level: str = "INFO") -> None:
    """Send all logging to standard error in one shape; `level` is that of our own events."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _exception_without_message,
                renderer,
            ],
        )
    )
    handler.addFilter(_WithoutBodies())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
