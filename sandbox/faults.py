"""Faults on demand: what goes wrong, at which call, how often, after how many good ones."""

from dataclasses import dataclass, field

from sandbox.basics import NotPossibleError

KINDS = ("ratelimited", "http_500", "slow", "drop_socket", "deliver_twice", "lose_answer")


@dataclass
class Fault:
    """`method` is a Web API method, `upload`, `response_url`, or a delivery: slash_commands, interactive, events_api.

    `*` stands for all. `after` good calls it strikes `times` times; `seconds` is the Retry-After or the delay.
    """

    method: str
    kind: str
    times: int = 1
    after: int = 0
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS and not self.kind.startswith("error:"):
            raise NotPossibleError(f"There is no fault {self.kind!r}; there are {', '.join(KINDS)} and error:NAME.")

    def strikes(self, method: str) -> bool:
        """Count this call; True when the fault takes it."""
        if self.method not in ("*", method) or self.times <= 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Faults:
    """The faults that were ordered and have not struck yet."""

    ordered: list[Fault] = field(default_factory=list[Fault])

    def order(self, fault: Fault) -> None:
        """Let this fault strike from now on."""
        self.ordered.append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, if any."""
        return next((fault for fault in self.ordered if fault.strikes(method)), None)

    def clear(self) -> None:
        """Order nothing any more."""
        self.ordered.clear()
