/** `rich_text` blocks as DOM nodes: sections, lists, quotes and preformatted text with their inline elements. */
import { fillDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, link, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

/** The nodes of a rich_text block's elements. */
export function richText(block, people) {
  return h("div", { class: "rich-text" }, block.elements.map((element) => part(element, people)));
}

function part(element, people) {
  const children = () => element.elements.map((child) => inline(child, people));
  if (element.type === "rich_text_list") return list(element, people);
  if (element.type === "rich_text_quote") return h("blockquote", { class: "pre-line" }, children());
  if (element.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, children());
  return h("div", { class: "pre-line" }, children());
}

function list(element, people) {
  const level = Math.min(element.indent ?? 0, 4);
  const props = { class: `rich-list indent-${level}`, start: element.offset ? element.offset + 1 : null };
  const items = element.elements.map((item) => h("li", {}, part(item, people)));
  return h(element.style === "ordered" ? "ol" : "ul", props, items);
}

function inline(element, people) {
  const styles = Object.keys(STYLES).filter((style) => element.style?.[style]);
  return styles.reduce((node, style) => h(STYLES[style], {}, node), plainInline(element, people));
}

function plainInline(element, people) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, [element.text ?? element.url]);
    case "emoji":
      return h("span", { class: "emoji", title: `:${element.name}:` }, emoji(element.name) ?? `:${element.name}:`);
    case "user":
      return userMention(element.user_id, people);
    case "channel":
      return channelMention(element.channel_id, people);
    case "usergroup":
      return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention is-me" }, `@${element.range}`);
    case "date":
      return h("time", { title: element.fallback }, fillDate(element.format, new Date(element.timestamp * 1000)));
    case "color":
      return element.value;
    default:
      return `[${element.type}]`;
  }
}
