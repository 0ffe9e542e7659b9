/** Who is who: names and addresses for the ids in messages, as the acting user sees them. */
import { h } from "./dom.js";
import { address } from "./route.js";

const HUES = 8;
/** Who tells a user that a command failed; no member of the workspace. */
const SLACKBOT = "USLACKBOT";

export class People {
  /** `state` is the answer of /sandbox/state. */
  constructor(state) {
    this.me = state.me;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.apps = state.apps;
  }

  isMe(id) {
    return id === this.me.id;
  }

  app(botUser) {
    return this.apps.find((app) => app.bot_user === botUser) ?? null;
  }

  name(id) {
    if (id === SLACKBOT) return "Slackbot";
    const user = this.users.get(id);
    return this.app(id)?.name ?? user?.real_name ?? user?.name ?? id;
  }

  channelName(id) {
    return this.channels.get(id)?.name ?? id;
  }

  channelAddress(id) {
    return address({ user: this.me.id, channel: id });
  }

  /** The people who can be picked or acted as: everybody but the apps' bots. */
  persons() {
    return [...this.users.values()].filter((user) => !this.app(user.id) && !user.is_bot);
  }

  /** The channels (no direct messages). */
  rooms() {
    return [...this.channels.values()].filter((channel) => !channel.is_im);
  }
}

/** A square with the initials, in a colour of that person's own. */
export function avatar(id, name, size = "") {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % HUES;
  const words = name.replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
  const initials = words.slice(0, 2).map((word) => word[0].toUpperCase()).join("") || "?";
  return h("span", { class: `avatar hue-${hue} ${size}`, "aria-hidden": "true" }, initials);
}
