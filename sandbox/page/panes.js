/** The middle pane (a channel or the app's Home) and the thread on the right. */
import { composer } from "./composer.js";
import { h, icon, iconButton, reconcile } from "./dom.js";
import { showHome } from "./home.js";
import { address } from "./route.js";
import { showTimeline } from "./timeline.js";

/** Shows a channel's messages; `scene` as in message.js, with `state` besides. */
export function showChannel(pane, messages, scene) {
  const { channel, people } = scene;
  const build = () => channelPane(scene);
  reconcile(pane, [{ key: `channel ${channel.id}`, signature: JSON.stringify([channel.member, people.me.id]), build }]);
  keepScene(pane.firstChild, scene);
  showTimeline(pane.querySelector(".timeline"), messages, scene);
}

function channelPane({ channel }) {
  const { name } = channel;
  const sign = channel.is_im ? null : icon(channel.is_private ? "lock" : "hash");
  const title = h("header", { class: "pane-head" }, h("h2", {}, sign, name));
  const timeline = h("div", { class: "timeline", role: "log", "aria-live": "polite", "aria-label": `Messages in ${name}`, tabindex: "0" });
  const node = h("div", { class: "pane-inside" }, title, timeline);
  node.append(mayWrite(channel) ? channelComposer(node, name, channel) : outsiderNote(name));
  return node;
}

function mayWrite(channel) {
  return channel.member || channel.is_im;
}

function channelComposer(node, name, channel) {
  const placeholder = `Message ${channel.is_im ? name : `#${name}`}`;
  return composer({ scene: () => sceneOf(node), placeholder, testid: "composer", sendId: "send" });
}

function outsiderNote(name) {
  return h("p", { class: "outsider" }, "You are not a member of ", h("strong", {}, `#${name}`), ", so you can read here but not write.");
}

/** Shows a thread; hides the panel without one. */
export function showThread(panel, messages, scene, close) {
  const parent = messages?.[0];
  panel.hidden = !parent;
  if (!parent) return panel.replaceChildren();
  const inThread = { ...scene, inThread: true };
  reconcile(panel, [{ key: `thread ${parent.ts}`, signature: `${scene.channel.id} ${scene.people.me.id}`, build: () => threadPane(scene, close) }]);
  keepScene(panel.firstChild, { ...inThread, thread: parent.ts });
  showTimeline(panel.querySelector(".timeline"), messages, inThread);
}

function threadPane({ channel }, close) {
  const name = channel.is_im ? channel.name : `# ${channel.name}`;
  const head = h("header", { class: "pane-head" }, h("h2", {}, "Thread"), h("small", {}, name), h("span", { class: "spring" }), iconButton("close", "Close thread", close, { "data-testid": "thread-close" }));
  const timeline = h("div", { class: "timeline", role: "log", "aria-live": "polite", "aria-label": "Thread", tabindex: "0" });
  const node = h("div", { class: "pane-inside" }, head, timeline);
  if (mayWrite(channel)) {
    node.append(composer({ scene: () => sceneOf(node), placeholder: "Reply…", testid: "thread-composer", sendId: "thread-send" }));
  }
  return node;
}

/** The app's Home with its tabs. */
export function showAppHome(pane, view, { app, state, people }) {
  const build = () => homePane(app, state);
  reconcile(pane, [{ key: `home ${app.id}`, signature: JSON.stringify([people.me.id, state.channels.length]), build }]);
  showHome(pane.querySelector("[data-testid=home]"), view, people);
}

function homePane(app, state) {
  const messages = state.channels.find((channel) => channel.is_im);
  const tab = (name, route, current) => h("a", { class: "tab", href: address({ user: state.me.id, ...route }), "aria-current": current ? "page" : null }, name);
  const tabs = h("div", { class: "tabs" }, tab("Home", { home: app.id }, true), messages && tab("Messages", { channel: messages.id }, false));
  return h("div", { class: "pane-inside" }, h("header", { class: "pane-head" }, h("h2", {}, app.name), tabs), h("div", { class: "home", "data-testid": "home" }));
}

const scenes = new WeakMap();

/** The composers live longer than one refresh, so they ask for the scene of the moment. */
function keepScene(node, scene) {
  scenes.set(node, { user: scene.people.me.id, channel: scene.channel, people: scene.people, thread: scene.thread ?? null });
}

function sceneOf(node) {
  return scenes.get(node);
}
