/** Block Kit blocks as DOM nodes, for messages, modals and the Home tab. */
import { freshId, h, icon } from "./dom.js";
import { control } from "./elements.js";
import { markdown, plainText, textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const ALERT_ICONS = { default: "info", info: "info", warning: "alert", error: "alert", success: "check" };

const BLOCKS = {
  section,
  header: ({ block, surface }) => h("h3", { class: "block-header" }, textObject(block.text, surface.people)),
  divider: () => h("hr"),
  context,
  actions: ({ block, surface }) => h("div", { class: "block-actions" }, block.elements.map((element) => control({ block, element, surface }))),
  image,
  input,
  rich_text: ({ block, surface }) => richText(block, surface.people),
  table,
  alert,
  card,
  markdown: ({ block, surface }) => h("div", {}, markdown(block.text, surface.people)),
};

/** The nodes for a list of blocks on a surface (see surface.js). */
export function renderBlocks(blocks, surface) {
  return blocks.map((block) => {
    const build = BLOCKS[block.type] ?? unknown;
    return h("div", { class: `block block-of-${block.type}`, "data-block-id": block.block_id }, build({ block, surface }));
  });
}

function unknown({ block }) {
  return h("p", { class: "unknown" }, `(the sandbox does not draw “${block.type}” blocks)`);
}

function section({ block, surface }) {
  const text = block.text && h("div", { class: "section-text" }, textObject(block.text, surface.people));
  const fields = block.fields && h("div", { class: "section-fields" }, block.fields.map((field) => h("div", {}, textObject(field, surface.people))));
  const accessory = block.accessory && h("div", { class: "section-accessory" }, control({ block, element: block.accessory, surface }));
  return h("div", { class: "section" }, h("div", { class: "section-main" }, text, fields), accessory);
}

function context({ block, surface }) {
  const parts = block.elements.map((element) =>
    element.type === "image"
      ? h("img", { src: element.image_url, alt: element.alt_text, class: "context-image" })
      : h("span", {}, textObject(element, surface.people)),
  );
  return h("div", { class: "block-context" }, parts);
}

function image({ block, surface }) {
  const title = block.title && h("figcaption", {}, textObject(block.title, surface.people));
  return h("figure", { class: "block-image" }, title, h("img", { src: block.image_url ?? block.slack_file?.url, alt: block.alt_text }));
}

/** The input block: label, control, hint and, under the field, what is wrong with it. */
function input({ block, surface }) {
  const id = freshId("field");
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const error = surface.errors?.[block.block_id];
  const describedBy = `${id}-error ${id}-hint`;
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const label = h(grouped ? "span" : "label", { class: "field-label", id: `${id}-label`, for: grouped ? null : id }, textObject(block.label, surface.people), optional);
  const place = { block, surface, element: block.element, id, describedBy, labelledBy: `${id}-label`, optional: block.optional };
  return h(
    "div",
    { class: error ? "field has-error" : "field" },
    label,
    control(place),
    h("div", { class: "field-error", id: `${id}-error`, role: error ? "alert" : null }, error && [icon("alert", 14), error]),
    h("div", { class: "field-hint", id: `${id}-hint` }, block.hint && textObject(block.hint, surface.people)),
  );
}

function table({ block, surface }) {
  const cell = (content, index, tag) => {
    const align = block.column_settings?.[index]?.align ?? "left";
    const wrapped = block.column_settings?.[index]?.is_wrapped ? "is-wrapped" : "";
    return h(tag, { class: `align-${align} ${wrapped}` }, cellContent(content, surface.people));
  };
  const [head, ...rows] = block.rows.map((row, at) => h("tr", {}, row.map((content, index) => cell(content, index, at ? "td" : "th"))));
  return h("div", { class: "table-box" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}

function cellContent(content, people) {
  return content.type === "rich_text" ? richText(content, people) : String(content.text ?? content.value ?? "");
}

function alert({ block, surface }) {
  const level = block.level in ALERT_ICONS ? block.level : "default";
  return h("div", { class: `alert is-${level}`, role: "note" }, icon(ALERT_ICONS[level]), h("div", {}, textObject(block.text, surface.people)));
}

function card({ block, surface }) {
  const line = (name) => block[name] && h("div", { class: `card-${name}` }, typed(block[name], surface.people));
  const picture = (name) => block[name] && h("img", { class: `card-${name}`, src: block[name].image_url, alt: block[name].alt_text });
  const buttons = block.actions && h("div", { class: "block-actions" }, block.actions.map((element) => control({ block, element, surface })));
  const heading = h("div", { class: "card-heading" }, picture("icon"), h("div", {}, line("title"), line("subtitle")));
  return h("div", { class: "card" }, picture("hero_image"), heading, line("body"), buttons);
}

function typed(text, people) {
  return typeof text === "string" ? plainText(text) : textObject(text, people);
}
