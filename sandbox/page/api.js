/** The sandbox's HTTP calls. Each answers the parsed JSON; a refused call throws an Error with the server's own words. */

async function call(path, init) {
  const response = await fetch(path, init);
  const text = await response.text();
  const body = text.startsWith("{") || text.startsWith("[") || text === "null" ? JSON.parse(text) : { error: text };
  if (!response.ok) throw new Error(body?.error ?? `${path} answered ${response.status}`);
  return body;
}

function get(path, query = {}) {
  const set = Object.entries(query).filter(([, value]) => value);
  const suffix = set.length ? `?${new URLSearchParams(set)}` : "";
  return call(`/sandbox/${path}${suffix}`);
}

function post(path, body) {
  return call(`/sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const api = {
  state: (user) => get("state", { user }),
  messages: (user, channel, thread) => get("messages", { user, channel, thread }),
  view: (user) => get(`rawview/${user}`),
  home: (user) => get(`home/${user}`),
  openHome: (user) => post("home", { user }),
  say: (user, channel, text, thread, files) => post("message", { user, channel, text, thread_ts: thread, files }),
  slash: (user, channel, command, text) => post("slash", { user, channel, command, text }),
  shortcut: (user, name, message) => post("shortcut", { user, name, ...message }),
  action: (body) => post("action", body),
  suggest: (body) => post("suggest", body),
  submit: (user, values) => post("rawsubmit", { user, values }),
  close: (user, all) => post("close", { user, all }),
  upload(user, file) {
    const form = new FormData();
    form.append("user", user);
    form.append("file", file);
    return call("/sandbox/upload", { method: "POST", body: form });
  },
};

/** Calls `changed` whenever anything in the sandbox changes, and again after a lost connection is back; `lost` while it is. */
export function listen(changed, lost) {
  const stream = new EventSource("/sandbox/stream");
  stream.addEventListener("message", changed);
  stream.addEventListener("open", changed);
  stream.addEventListener("error", lost);
}
