"""One call of the Web API: its arguments, and how a method is described."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.basics import Json, SlackError
from sandbox.blocks_check import parsed
from sandbox.state import Channel, Workspace
from sandbox.world import World


@dataclass(frozen=True)
class Call:
    """The arguments as they came, and the workspace that the token belongs to."""

    world: World
    workspace: Workspace
    args: Json

    def text(self, name: str) -> str:
        """A required argument; raises SlackError `invalid_arguments` when it is missing."""
        value = self.args.get(name)
        if value is None or value == "":
            raise SlackError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return str(value)

    def optional(self, name: str) -> str | None:
        """An argument that may be missing."""
        value = self.args.get(name)
        return None if value is None or value == "" else str(value)

    def number(self, name: str, default: float) -> float:
        """A number that may be missing; raises SlackError `invalid_arguments` for anything else."""
        value = self.optional(name)
        try:
            return default if value is None else float(value)
        except ValueError:
            raise SlackError("invalid_arguments", f"[ERROR] must be a number [json-pointer:/{name}]") from None

    def flag(self, name: str) -> bool:
        """A boolean, which slack_sdk sends as 1, `true` or JSON."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def parsed(self, name: str, error: str) -> object:
        """An argument that is JSON, in a string or not."""
        return parsed(self.args.get(name), error)

    def need(self, scope: str) -> None:
        """Raise SlackError `missing_scope` unless the manifest asked for this scope."""
        granted = self.workspace.app.scopes
        if granted is not None and scope not in granted:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))

    def need_for(self, channel: Channel, verb: str) -> None:
        """As `need`, for channels:read, groups:history, im:history … depending on the kind of channel."""
        family = "im" if channel.is_im else "groups" if channel.is_private else "channels"
        self.need(f"{family}:{verb}")


@dataclass(frozen=True)
class Method:
    """A Web API method: the function, the scope it always needs, and the kind of token."""

    run: Callable[[Call], Json]
    scope: str | None = None
    app_token: bool = False
