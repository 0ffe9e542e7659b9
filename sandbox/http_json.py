"""What the sandbox's own HTTP calls share: JSON bodies, arguments, and errors as `{error: text}` with status 400."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import web

from sandbox.basics import Json, NotPossibleError, SlackError
from sandbox.state import Workspace
from sandbox.world import World


@dataclass(frozen=True)
class Asked:
    """One request of a script or of the page."""

    world: World
    args: Json

    def text(self, name: str) -> str:
        """A required argument."""
        value = self.args.get(name)
        if value is None or value == "":
            raise NotPossibleError(f"{name!r} is missing.")
        return str(value)

    def optional(self, name: str) -> str | None:
        """An argument that may be missing."""
        value = self.args.get(name)
        return None if value is None else str(value)

    def number(self, name: str, default: float) -> float:
        """A number that may be missing."""
        value = self.args.get(name, default)
        if not isinstance(value, int | float):
            raise NotPossibleError(f"{name!r} must be a number.")
        return value

    def mapping(self, name: str) -> Json:
        """A required argument that is a JSON object."""
        value = self.args.get(name)
        if not isinstance(value, dict):
            raise NotPossibleError(f"{name!r} must be an object.")
        return cast("Json", value)

    @property
    def workspace(self) -> Workspace:
        """The workspace named by `team`, or that of the user."""
        return self.world.workspace_of(self.optional("user"), self.optional("team"))

    @property
    def user(self) -> str:
        """The user who acts; they must exist."""
        user = self.text("user")
        if user not in self.workspace.users:
            raise NotPossibleError(
                f"There is nobody with the id {user!r}; there are {', '.join(self.workspace.users)}."
            )
        return user


Answer = Callable[[Asked], Awaitable[object]]


def route(world: World, method: str, path: str, answer: Answer) -> web.RouteDef:
    """A route whose function takes the arguments (path, query, JSON body) and returns JSON."""

    async def handle(request: web.Request) -> web.Response:
        args: Json = {**request.query, **request.match_info}
        try:
            if request.can_read_body:
                args |= cast("Json", await _body(request))
            return web.json_response(await answer(Asked(world, args)))
        except (NotPossibleError, SlackError) as refusal:
            return web.json_response({"error": str(refusal.args[0])}, status=400)

    return web.route(method, path, handle)


async def _body(request: web.Request) -> object:
    try:
        body: object = json.loads(await request.text() or "{}")
    except ValueError:
        raise NotPossibleError("The body is no JSON.") from None
    if not isinstance(body, dict):
        raise NotPossibleError("The body must be a JSON object.")
    return cast("Json", body)
