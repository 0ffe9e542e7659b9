"""files.*: the upload in three steps, and reading. Rules: slack-platform.md section 7."""

from typing import cast

from aiohttp import web

from sandbox.basics import Json, SlackError
from sandbox.limits import at
from sandbox.messages import Content, app_message, post, read_content, see_channel, thread_root
from sandbox.state import Channel, File, Workspace
from sandbox.web_api.call import Call, Method
from sandbox.world import World


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: a file id and the address that takes its bytes."""
    name, length = call.text("filename"), call.text("length")
    if not length.isdigit() or int(length) == 0:
        raise SlackError("invalid_arguments", "[ERROR] must be a positive number of bytes [json-pointer:/length]")
    file_id = call.world.new_id("F")
    bot = call.workspace.app.bot_user
    file = File(file_id, name, name, int(length), bot, call.world.clock(), alt_txt=call.optional("alt_txt") or "")
    call.workspace.files[file_id] = file
    return {"file_id": file_id, "upload_url": f"{call.world.origin}/upload/{call.workspace.id}/{file_id}"}


def _channels(call: Call) -> list[Channel]:
    names = (call.optional("channel_id") or call.optional("channels") or "").split(",")
    found = [see_channel(call.workspace, name) for name in names if name]
    if len(found) > at("files.channels"):
        raise SlackError("invalid_arguments", f"[ERROR] no more than {at('files.channels')} channels")
    if any(call.workspace.app.bot_user not in channel.members for channel in found):
        raise SlackError("not_in_channel")
    return found


def _finished(call: Call) -> list[File]:
    """The files of the call, uploaded and not completed yet."""
    raw = call.parsed("files", "invalid_arguments")
    if not isinstance(raw, list) or not raw:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: files")
    found: list[File] = []
    for given in cast("list[object]", raw):
        item = cast("Json", given) if isinstance(given, dict) else {}
        file = call.workspace.files.get(str(item.get("id")))
        if file is None or file.complete or file.data is None:
            raise SlackError(
                "file_not_found" if file is None else "invalid_arguments", f"[ERROR] file {item.get('id')}"
            )
        file.title = item.get("title") or file.name
        found.append(file)
    return found


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: share the files in one message, in a thread if asked; once only."""
    files, channels = _finished(call), _channels(call)
    thread = call.optional("thread_ts")
    if thread and len(channels) != 1:
        raise SlackError("invalid_arguments", "[ERROR] thread_ts goes with exactly one channel")
    comment = call.optional("initial_comment")
    said = comment or call.args.get("blocks")
    args: Json = {"text": comment} if comment else {"blocks": call.args.get("blocks")}
    content = read_content(call.world, call.workspace, args) if said else Content("")
    roots = [thread_root(channel, thread) for channel in channels]
    for file in files:
        file.complete = True
    for channel, root in zip(channels, roots, strict=True):
        message = app_message(call.world, call.workspace, channel, content)
        message.thread_ts, message.files = root, [file.id for file in files]
        for file in files:
            file.shares.setdefault(channel.id, []).append(message.ts)
        post(call.world, call.workspace, channel, message)
        for file in files:
            call.world.happened(call.workspace, {"type": "file_shared", "file_id": file.id, "channel_id": channel.id})
    return {"files": [call.world.raw_file(call.workspace, file) for file in files]}


def file_info(call: Call) -> Json:
    """files.info, with where the file was shared."""
    file = call.workspace.files.get(call.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    public: Json = {channel: [{"ts": ts} for ts in times] for channel, times in file.shares.items()}
    return {"file": call.world.raw_file(call.workspace, file) | {"shares": {"public": public}}}


def receive_upload(workspace: Workspace, file_id: str, data: bytes) -> web.Response:
    """The upload address: 200 when as many bytes came as were announced."""
    file = workspace.files.get(file_id)
    if file is None or file.complete:
        return web.Response(status=404, text="upload not found")
    if len(data) != file.length:
        return web.Response(status=400, text=f"announced {file.length} bytes, got {len(data)}")
    file.data = data
    return web.Response(text=f"OK - {len(data)}")


def add_file(world: World, workspace: Workspace, user: str, name: str, data: bytes) -> File:
    """A file that a person chose on their machine."""
    file_id = world.new_id("F")
    file = File(file_id, name, name, len(data), user, world.clock(), data=data, complete=True)
    workspace.files[file_id] = file
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
    "files.info": Method(file_info, "files:read"),
}
