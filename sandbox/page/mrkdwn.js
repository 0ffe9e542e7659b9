/**
 * Slack's mrkdwn as DOM nodes. The text comes as Slack hands it out: `&amp; &lt; &gt;` escaped, links and mentions in `<…>`.
 * `people` (see people.js) names users and channels. Nothing here ever parses HTML.
 */
import { fillDate } from "./dates.js";
import { h, safeLink } from "./dom.js";
import { emoji } from "./emoji.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const BARE_LINK = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"]/;
const LIST_LINE = /^\s*(•|◦|-|\d+\.)\s/;

/**
 * The nodes for a mrkdwn text. `verbatim` keeps bare addresses as plain text, as the text object's flag does. Mentions that
 * were typed without brackets are made live by the server or not at all, so that nobody seems to be called who was not.
 */
export function mrkdwn(text, people, { verbatim = false } = {}) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) => (index % 2 ? [codeBlock(part)] : paragraphs(part, { people, verbatim })));
}

/** The nodes for a `markdown` block: its headings, bold words, lists and links written as mrkdwn. */
export function markdown(text, people) {
  const source = text
    .replace(/^#{1,6} +(.+)$/gm, "**$1**")
    .replace(/^(\s*)[-*] /gm, "$1• ")
    .replace(/\[([^\]\n]+)\]\((https?:[^\s)]+)\)/g, "<$2|$1>")
    .replace(/\*\*(.+?)\*\*/g, "*$1*");
  return mrkdwn(source, people);
}

/** The nodes for a text object, mrkdwn or plain. */
export function textObject(object, people) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, people, { verbatim: object.verbatim === true });
  return plainText(object.text, { emoji: object.emoji });
}

/** Plain text, literally; `emoji: false` keeps shortcodes too. */
export function plainText(text, options = {}) {
  if (options.emoji === false) return [text];
  return text.split(/(:[a-z0-9_+'-]+:)/).map((part) => emojiNode(part) ?? part);
}

/** What a text object says as one plain string, for labels and tooltips. */
export function plainString(object, people) {
  return h("span", {}, textObject(object, people)).textContent;
}

/** `&amp;` → `&`; only the three that Slack escapes. */
function unescapeText(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function codeBlock(text) {
  return h("pre", { class: "code-block" }, unescapeText(text));
}

function paragraphs(text, context) {
  const nodes = [];
  let quote = null;
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      quote.append(textLine(quoted[1], context));
    } else {
      quote = null;
      nodes.push(textLine(line, context));
    }
  }
  return nodes.length === 1 && nodes[0].className === "line" ? [...nodes[0].childNodes] : nodes;
}

function textLine(text, context) {
  const name = LIST_LINE.test(text) ? "line hanging" : "line";
  return h("div", { class: name }, text ? inline(text, context) : h("br"));
}

/** One line's nodes: reads from left to right, at each place the first construct that fits. */
function inline(text, context) {
  const nodes = [];
  let plain = "";
  let index = 0;
  const flush = () => {
    if (plain) nodes.push(unescapeText(plain));
    plain = "";
  };
  while (index < text.length) {
    const found = construct(text, index, context);
    if (found) {
      flush();
      nodes.push(found.node);
      index += found.length;
    } else {
      plain += text[index];
      index += 1;
    }
  }
  flush();
  return nodes;
}

function construct(text, index, context) {
  const rest = text.slice(index);
  if (rest[0] === "<") return angle(rest, context);
  if (rest[0] === "`") return code(rest);
  if (rest[0] === ":") return shortcode(rest);
  if (rest[0] in MARKS) return marked(text, index, context);
  return context.verbatim ? null : bareLink(text, index);
}

function code(rest) {
  const match = /^`([^`]+)`/.exec(rest);
  return match && { node: h("code", {}, unescapeText(match[1])), length: match[0].length };
}

function shortcode(rest) {
  const match = /^:[a-z0-9_+'-]+:/.exec(rest);
  const node = match && emojiNode(match[0]);
  return node && { node, length: match[0].length };
}

function emojiNode(code) {
  const character = /^:.+:$/.test(code) ? emoji(code.slice(1, -1)) : null;
  return character && h("span", { class: "emoji", title: code }, character);
}

/** `*bold*`: the marks hug the words inside and stand at the edge of a word outside. */
function marked(text, index, context) {
  const mark = text[index];
  if (index > 0 && /[\p{L}\p{N}]/u.test(text[index - 1])) return null;
  if (!/\S/.test(text[index + 1] ?? " ") || text[index + 1] === mark) return null;
  const end = closing(text, index, mark);
  if (end < 0) return null;
  const inner = inline(text.slice(index + 1, end), context);
  return { node: h(MARKS[mark], {}, inner), length: end + 1 - index };
}

function closing(text, start, mark) {
  for (let end = start + 2; end < text.length; end += 1) {
    if (text[end] === "<") end = Math.max(end, text.indexOf(">", end));
    const hugs = text[end] === mark && /\S/.test(text[end - 1]);
    if (hugs && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? " ")) return end;
  }
  return -1;
}

/** An address without brackets, linked as Slack's client does. */
function bareLink(text, index) {
  if (index > 0 && /[\p{L}\p{N}_]/u.test(text[index - 1])) return null;
  const match = BARE_LINK.exec(text.slice(index));
  const address = match && unescapeText(match[0]);
  return match && { node: link(address, [address]), length: match[0].length };
}

function angle(rest, context) {
  const match = /^<([^<>\n]+)>/.exec(rest);
  const node = match && bracketed(match[1], context);
  return node && { node, length: match[0].length };
}

function bracketed(content, context) {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? null : unescapeText(content.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), context.people);
  if (target.startsWith("#")) return channelMention(target.slice(1), context.people);
  if (target.startsWith("!")) return special(target.slice(1), label);
  const address = unescapeText(target);
  return link(address, [label ?? address.replace(/^mailto:/, "")]);
}

function special(target, label) {
  const [kind, ...details] = target.split("^");
  if (kind === "date") return dateNode(details, label ?? "");
  if (kind === "subteam") return h("span", { class: "mention" }, label ?? `@${details[0]}`);
  return broadcast(kind);
}

function dateNode([seconds, template = "", address], fallback) {
  const date = new Date(Number(seconds) * 1000);
  const valid = /^\d+$/.test(seconds) && template;
  const shown = h("time", { title: fallback }, valid ? fillDate(template, date) : fallback);
  return address ? link(unescapeText(address), [shown]) : shown;
}

function broadcast(name) {
  return h("span", { class: "mention is-me" }, `@${name}`);
}

/** A person's mention, with the reader's own one marked. */
export function userMention(id, people) {
  return h("span", { class: people.isMe(id) ? "mention is-me" : "mention" }, `@${people.name(id)}`);
}

/** A channel's mention: opens the channel. */
export function channelMention(id, people) {
  return h("a", { class: "mention", href: people.channelAddress(id) }, `#${people.channelName(id)}`);
}

/** A link, or just its text where the address is not a harmless one. */
export function link(address, children) {
  const href = safeLink(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}
