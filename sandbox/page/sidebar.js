/** The sidebar: workspace, channels, direct messages, the app's Home, and who you act as. */
import { h, icon, reconcile } from "./dom.js";
import { avatar } from "./people.js";
import { address, go, readRoute } from "./route.js";

/** Shows the sidebar for a /sandbox/state answer. */
export function showSidebar(parent, state, people, route) {
  const signature = JSON.stringify([state.team, state.me, state.users, state.channels, state.apps, route.channel, route.home]);
  reconcile(parent, [{ key: "sidebar", signature, build: () => sidebar(state, people, route) }]);
}

function sidebar(state, people, route) {
  const rooms = state.channels.filter((channel) => !channel.is_im);
  const direct = state.channels.filter((channel) => channel.is_im);
  return h(
    "div",
    { class: "sidebar-inside" },
    h("div", { class: "team" }, h("h1", {}, state.team.name)),
    h("div", { class: "sidebar-lists" },
      section("Channels", rooms.map((channel) => roomLink(channel, state.me.id, route))),
      section("Direct messages", direct.map((channel) => directLink(channel, state.me.id, route))),
      section("Apps", state.apps.map((app) => appLink(app, state.me.id, route))),
    ),
    actAs(state, people),
  );
}

function section(title, links) {
  if (!links.length) return null;
  return h("section", {}, h("h2", {}, title), h("ul", {}, links.map((link) => h("li", {}, link))));
}

function roomLink(channel, user, route) {
  const name = [icon(channel.is_private ? "lock" : "hash", 16), h("span", {}, channel.name)];
  return channelLink(channel, user, route, name);
}

function directLink(channel, user, route) {
  return channelLink(channel, user, route, [avatar(channel.id, channel.name, "is-tiny"), h("span", {}, channel.name)]);
}

function channelLink(channel, user, route, name) {
  const current = route.channel === channel.id;
  const classes = ["sidebar-link", channel.unread && "is-unread", !channel.is_im && !channel.member && "is-outside"];
  return h(
    "a",
    { href: address({ user, channel: channel.id }), class: classes.filter(Boolean).join(" "), "aria-current": current ? "page" : null, "data-testid": `channel-${channel.id}` },
    name,
    channel.unread > 0 && h("span", { class: "unread", "aria-label": `${channel.unread} unread` }, channel.unread),
  );
}

function appLink(app, user, route) {
  return h(
    "a",
    { href: address({ user, home: app.id }), class: "sidebar-link", "aria-current": route.home === app.id ? "page" : null, "data-testid": "home-link" },
    avatar(app.bot_user, app.name, "is-tiny"),
    h("span", {}, app.name),
  );
}

function actAs(state, people) {
  const options = people.persons().map((user) => h("option", { value: user.id, selected: user.id === state.me.id }, user.real_name || user.name));
  const change = (event) => go({ ...readRoute(), user: event.target.value });
  return h(
    "div",
    { class: "act-as" },
    avatar(state.me.id, people.name(state.me.id)),
    h("div", {}, h("label", { for: "act-as" }, "You act as"), h("select", { id: "act-as", "data-testid": "act-as", onchange: change }, options)),
  );
}
