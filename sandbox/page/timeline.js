/** A list of messages with day dividers; one for the channel, one for the thread. */
import { dayName, instant } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { messageNode } from "./message.js";

const SAME_TURN_SECONDS = 300;
const NEAR_BOTTOM_PIXELS = 120;

/** Shows `messages` in `parent`, oldest first; keeps the bottom in sight when the reader was there. */
export function showTimeline(parent, messages, scene) {
  const atBottom = parent.scrollHeight - parent.scrollTop - parent.clientHeight < NEAR_BOTTOM_PIXELS;
  reconcile(parent, [...(scene.inThread ? [] : [beginning(scene)]), ...rows(messages, scene)]);
  if (atBottom) parent.scrollTop = parent.scrollHeight;
}

function rows(messages, scene) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const day = dayName(instant(message.ts));
    const newDay = !scene.inThread && day !== (before && dayName(instant(before.ts)));
    const compact = !newDay && sameTurn(before, message) && !(scene.inThread && index === 1);
    const row = {
      key: message.ts,
      signature: signature(message, compact, scene),
      build: () => messageNode(message, scene, compact),
    };
    const replies = scene.inThread && index === 0 && messages.length > 1 ? [repliesDivider(messages.length - 1)] : [];
    return [...(newDay ? [dayDivider(day)] : []), row, ...replies];
  });
}

/** What a message's looks depend on. Not its state: the controls hold that themselves, and redrawing would disturb a press. */
function signature({ state, ...message }, compact, scene) {
  return JSON.stringify([message, compact, scene.people.me.id, scene.signature]);
}

function sameTurn(before, message) {
  if (!before || before.user !== message.user || message.is_ephemeral || before.is_ephemeral) return false;
  if (message.subtype || before.subtype) return false;
  return Number.parseFloat(message.ts) - Number.parseFloat(before.ts) < SAME_TURN_SECONDS;
}

/** What a newcomer reads at the top of a channel. */
function beginning({ channel, people, signature: apps }) {
  const name = channel.is_im ? channel.name : `#${channel.name}`;
  const commands = people.apps.flatMap((app) => app.commands.map(({ command }) => command));
  const hint = commands.length && channel.member ? ` Type “/” below to see what the app can do, for example ${commands[0]}.` : "";
  const text = `This is the very beginning of ${name}.${hint}`;
  const build = () => h("div", { class: "beginning" }, h("h3", {}, name), h("p", {}, text));
  return { key: "beginning", signature: `${text} ${apps}`, build };
}

function dayDivider(day) {
  return { key: `day ${day}`, signature: day, build: () => h("div", { class: "day-divider", role: "separator" }, h("span", {}, day)) };
}

function repliesDivider(count) {
  const text = count === 1 ? "1 reply" : `${count} replies`;
  return { key: "replies", signature: text, build: () => h("div", { class: "replies-divider" }, text) };
}
