"""A local stand-in for Slack: Web API, Socket Mode, signed HTTP, people who click, faults on demand.

It knows nothing of any bot, and a bot cannot tell it from Slack. How it hangs together, from the bottom up:

- `basics` errors, timings, news of changes · `state` the things of a workspace · `world` the one mutable object
- `limits` one table of Slack's limits · `shapes`, `objects`, `element_shapes`, `block_shapes` what JSON may look like ·
  `blocks_check`, `view_check` what holds over a whole message or view
- `text` escapes and mentions · `elements` what people operate · `form` labels and what the client checks ·
  `views` the stack of modals · `messages` putting messages into channels · `reading` what a person reads
- `web_api/` the methods · `socket_mode`, `delivery` the ways to the app · `hooks` response_url
- `entrances`, `interactions`, `modals` what people do · `control` the same over HTTP, by labels
- `page_api` what the page asks for · `server` puts it together · `driver/` for tests

Not simulated: rate limits that come by themselves, OAuth and token rotation, Enterprise Grid, Slack Connect, group
direct messages, scheduled messages, canvases, lists, search, workflows. The blocks video, file, call, plan, task_card
and data_visualization are refused as unknown.
"""
