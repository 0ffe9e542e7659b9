"""The ways in: slash commands, shortcuts, the Home tab, messages, and what the user gets to see of the answer."""

from dataclasses import dataclass

from sandbox import payloads
from sandbox.basics import Json, NotPossibleError, SlackError
from sandbox.interactions import TROUBLE, People
from sandbox.messages import app_message, post, read_content
from sandbox.state import Channel, Message, View, Workspace
from sandbox.text import address_people, auto_link, escape
from sandbox.world import World


@dataclass
class Entrances:
    """What people start things with."""

    people: People

    @property
    def world(self) -> World:
        """The world in which it happens."""
        return self.people.world

    def membership(self, workspace: Workspace, user: str, channel: str) -> Channel:
        """The channel, if the user is in it."""
        place = workspace.channels.get(channel)
        if place is None:
            raise NotPossibleError(f"There is no channel {channel!r}; there are {', '.join(workspace.channels)}.")
        if user not in place.members:
            raise NotPossibleError(f"{user} is not in #{place.name} (not_in_channel); {sorted(place.members)} are.")
        return place

    async def slash(self, workspace: Workspace, user: str, channel: str, command: str, text: str = "") -> Json:
        """Type a slash command. Returns what the user sees: `view`, `ephemeral` (or `message`), or nothing yet."""
        place = self.membership(workspace, user, channel)
        known = workspace.app.commands
        if known is not None and command not in [each["command"] for each in known]:
            raise NotPossibleError(f"{command} is not a valid command; there is {[c['command'] for c in known]}.")
        start = self.world.new_ts()
        payload = payloads.slash(self.world, workspace, user, channel, command=command, text=text)
        answer = await self.people.delivery.deliver(workspace, "slash_commands", payload)
        if not answer.arrived:
            return {"error": answer.outcome, "ephemeral": self._slackbot(place, user, command, answer.outcome).text}
        if answer.payload:
            self._command_answer(workspace, user, place, f"{command} {text}".strip(), answer.payload)
        trigger = workspace.triggers[payload["trigger_id"]]
        hook = workspace.hooks[payload["response_url"].rpartition("/")[2]]

        def settled() -> bool:
            return trigger.used or hook.uses > 0 or any(m.ephemeral_to == user for m in place.since(start))

        await self.world.changes.until(settled, 0 if answer.payload else self.world.timings.trigger)
        return self._seen(workspace, user, place.since(start), opened=trigger.used)

    def _seen(self, workspace: Workspace, user: str, fresh: list[Message], *, opened: bool) -> Json:
        """What appeared on the user's screen: `{view}`, `{ephemeral}`, `{message}` or `{}`."""
        view = workspace.modal(user)
        if opened and view is not None:
            return {"view": view}
        for message in fresh:
            if message.ephemeral_to == user:
                return {"ephemeral": message}
        public = [m for m in fresh if m.ephemeral_to is None and m.user == workspace.app.bot_user]
        return {"message": public[0]} if public else {}

    def _slackbot(self, place: Channel, user: str, command: str, error: str) -> Message:
        """What Slack tells a user whose command got no answer."""
        text = f'{command} failed with the error "{error}"'
        message = Message(self.world.new_ts(), "USLACKBOT", text, place.id, ephemeral_to=user)
        place.add(message)
        self.world.changes.touch()
        return message

    def _command_answer(self, workspace: Workspace, user: str, place: Channel, typed: str, payload: Json) -> None:
        """The message that rode on the ack of a slash command."""
        try:
            content = read_content(self.world, workspace, payload)
        except SlackError as refusal:
            self.world.record("(ack) slash_commands", payload, refusal.body())
            self._slackbot(place, user, typed.split(maxsplit=1)[0], refusal.error)
            return
        if payload.get("response_type") == "in_channel":
            post(self.world, workspace, place, Message(self.world.new_ts(), user, escape(typed), place.id))
        message = app_message(self.world, workspace, place, content)
        message.ephemeral_to = None if payload.get("response_type") == "in_channel" else user
        post(self.world, workspace, place, message)

    async def shortcut(self, workspace: Workspace, user: str, name: str, ts: str | None = None) -> Json:
        """Use a global shortcut, or with `ts` a message shortcut, by its name or callback_id."""
        callback_id = _callback_id(workspace, name, "message" if ts else "global")
        payload = payloads.common(workspace, user) | {"callback_id": callback_id, "action_ts": self.world.new_ts()}
        if ts is None:
            payload |= {"type": "shortcut", "trigger_id": self.world.issue_trigger(workspace, user, None).id}
        else:
            message = self.people.message_at(workspace, user, ts)
            payload |= payloads.in_message(self.world, workspace, user, message)
            payload |= {"type": "message_action", "message_ts": ts}
        answer = await self.people.delivery.deliver(workspace, "interactive", payload)
        if not answer.arrived:
            return {"error": answer.outcome, "notice": TROUBLE}
        trigger = workspace.triggers[payload["trigger_id"]]
        await self.world.changes.until(lambda: trigger.used, self.world.timings.settle)
        return {"view": workspace.modal(user)} if trigger.used else {}

    async def open_home(self, workspace: Workspace, user: str) -> View | None:
        """Open the app's Home tab; returns it as the app publishes it, or None if nothing comes."""
        workspace.home_opened.add(user)
        channel = self.world.direct_messages(workspace, user)
        old = workspace.homes.get(user)
        known = old.hash if old else None
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home"}
        event |= {"event_ts": self.world.new_ts()}
        if old:
            event["view"] = self.world.raw_view(workspace, old)
        self.people.delivery.event(workspace, event)

        def arrived() -> bool:
            view = workspace.homes.get(user)
            return view is not None and view.hash != known

        wait = self.world.timings.ack if old is None else self.world.timings.settle
        await self.world.changes.until(arrived, wait)
        return workspace.homes.get(user)

    def message(
        self,
        workspace: Workspace,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: list[str] | None = None,
    ) -> Message:
        """Write a message, with files by path or id. @here, @name and #channel become live as the client makes them."""
        place = self.membership(workspace, user, channel)
        if thread_ts is not None and place.find(thread_ts) is None:
            raise NotPossibleError(f"There is no message {thread_ts} in #{place.name} to answer.")
        make = self.people.file_maker(workspace, user)
        attached = [str(make(path)["id"]) for path in files or []]
        stored = auto_link(address_people(escape(text), workspace), workspace)
        message = Message(self.world.new_ts(), user, stored, place.id, thread_ts=thread_ts, files=attached)
        post(self.world, workspace, place, message)
        if f"<@{workspace.app.bot_user}>" in stored:
            raw = self.world.raw_message(workspace, message)
            self.world.happened(workspace, raw | {"type": "app_mention", "channel": place.id, "event_ts": message.ts})
        for file in attached:
            shared: Json = {"type": "file_shared", "file_id": file, "user_id": user, "channel_id": place.id}
            self.world.happened(workspace, shared | {"event_ts": message.ts})
        return message


def _callback_id(workspace: Workspace, name: str, kind: str) -> str:
    """The callback_id of a shortcut; without a manifest, the name itself."""
    offered = workspace.app.shortcuts
    if offered is None:
        return name
    fitting = [shortcut for shortcut in offered if shortcut["type"] == kind]
    for shortcut in fitting:
        if name in (shortcut["name"], shortcut["callback_id"]):
            return str(shortcut["callback_id"])
    raise NotPossibleError(f"There is no {kind} shortcut {name!r}; there is {[s['name'] for s in fitting]}.")
