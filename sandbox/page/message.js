/** One message: avatar, name, time, text or blocks, files, reactions, the thread's footer and the hover tools. */
import { api } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { clock, dayName, fullTime, instant } from "./dates.js";
import { h, icon, iconButton } from "./dom.js";
import { emoji } from "./emoji.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { surface } from "./surface.js";
import { toast } from "./toast.js";

const UNITS = ["bytes", "KB", "MB"];

/**
 * A message's node. `scene` is {people, channel, openThread(ts), inThread}; `compact` leaves avatar and name out, for the
 * next message of the same person.
 */
export function messageNode(message, scene, compact) {
  const classes = ["message", compact && "is-compact", message.is_ephemeral && "is-ephemeral"];
  return h(
    "article",
    { class: classes.filter(Boolean).join(" "), "data-testid": `message-${message.ts}`, "data-ts": message.ts, "aria-label": `Message from ${scene.people.name(message.user)}` },
    compact ? h("span", { class: "gutter-time" }, clock(instant(message.ts))) : avatar(message.user, scene.people.name(message.user)),
    h("div", { class: "message-main" }, banner(message, scene), !compact && heading(message, scene), content(message, scene), footer(message, scene)),
    tools(message, scene),
  );
}

function banner(message, { inThread, openThread }) {
  const line = (sign, content) => h("div", { class: "message-banner" }, icon(sign, 14), content);
  if (message.is_ephemeral) return line("eye", "Only visible to you");
  if (message.subtype !== "thread_broadcast") return null;
  if (inThread) return line("hash", "Also sent to the channel");
  const open = () => openThread(message.thread_ts);
  return line("thread", h("button", { type: "button", class: "text-button", onclick: open }, "replied to a thread"));
}

function heading(message, { people }) {
  const date = instant(message.ts);
  return h(
    "div",
    { class: "message-heading" },
    h("strong", { class: "message-author" }, people.name(message.user)),
    (message.bot_id || people.app(message.user)) && h("span", { class: "app-badge" }, "APP"),
    h("time", { class: "message-time", datetime: date.toISOString(), title: fullTime(date) }, clock(date)),
  );
}

function content(message, scene) {
  const { people } = scene;
  const where = { channel: scene.channel.id, ts: message.ts };
  const drawn = (blocks) => {
    const place = surface({ where, user: people.me.id, people, blocks, known: message.state?.values });
    return renderBlocks(blocks, place);
  };
  const edited = message.edited && !message.blocks?.length && h("span", { class: "edited" }, " (edited)");
  const text = message.text && h("div", { class: "message-text" }, mrkdwn(message.text, people), edited);
  const body = message.blocks?.length ? drawn(message.blocks) : text;
  const attachments = (message.attachments ?? []).map((attachment) => {
    const inside = attachment.blocks ? drawn(attachment.blocks) : mrkdwn(attachment.text ?? attachment.fallback ?? "", people);
    return h("div", { class: "attachment" }, inside);
  });
  return [body, attachments, (message.files ?? []).map(fileCard), reactions(message, people)];
}

/**
 * A file with its download link, and a picture as one: the permalink needs no token, and its path alone keeps it on this
 * page's origin.
 */
function fileCard(file) {
  const href = new URL(file.permalink).pathname;
  const name = file.title || file.name;
  const picture = file.mimetype.startsWith("image/") && h("img", { class: "file-picture", src: href, alt: file.alt_txt || name });
  return [picture, fileLink(file, href, name)];
}

function fileLink(file, href, name) {
  return h(
    "a",
    { class: "file-card", href, download: file.name, "aria-label": `Download ${name}` },
    h("span", { class: `file-icon is-${file.filetype}` }, icon("file", 22)),
    h("span", { class: "file-words" }, h("strong", {}, name), h("small", {}, `${file.filetype.toUpperCase()} · ${size(file.size)}`)),
    icon("download"),
  );
}

function size(bytes) {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${UNITS[power]}`;
}

function reactions(message, people) {
  if (!message.reactions?.length) return null;
  const pill = ({ name, users, count }) =>
    h("span", { class: "reaction", title: `${users.map((id) => people.name(id)).join(", ")} reacted with :${name}:` }, emoji(name) ?? `:${name}:`, ` ${count}`);
  return h("div", { class: "reactions" }, message.reactions.map(pill));
}

function footer(message, scene) {
  if (scene.inThread || !message.reply_count) return null;
  const last = instant(message.latest_reply);
  return h(
    "button",
    { type: "button", class: "thread-link", "data-testid": `replies-${message.ts}`, onclick: () => scene.openThread(message.ts) },
    (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, scene.people.name(id), "is-tiny")),
    h("strong", {}, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    h("small", {}, `Last reply ${dayName(last).toLowerCase()} at ${clock(last)}`),
  );
}

function tools(message, scene) {
  if (message.is_ephemeral) return null;
  const reply = !scene.inThread && iconButton("thread", "Reply in thread", () => scene.openThread(message.thread_ts ?? message.ts));
  const more = iconButton("more", "More actions", () => openMenu(more, shortcuts(message, scene)), { "aria-haspopup": "menu" });
  return h("div", { class: "message-tools" }, reply, more);
}

function shortcuts(message, { people, channel }) {
  const items = people.apps.flatMap((app) =>
    app.message_shortcuts.map((shortcut) => ({
      text: shortcut.name,
      note: app.name,
      choose: () => api.shortcut(people.me.id, shortcut.name, { ts: message.ts, channel: channel.id }).catch((error) => toast(error.message)),
    })),
  );
  return items.length ? items : [{ heading: "No app offers a shortcut for messages" }];
}
