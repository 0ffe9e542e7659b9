/**
 * Block Kit's interactive elements as DOM controls. Every control gets the same `place`:
 *   block, element   the JSON
 *   surface          where it stands (surface.js): people, form, act(), suggest()
 *   id, describedBy  for the label and the hint of an input block
 *   optional         whether a choice may be taken back
 */
import { confirmed } from "./confirm.js";
import { freshId, h, icon, safeLink } from "./dom.js";
import { stateOf } from "./element_state.js";
import { dateTime, emailText, fileInput, numberText, pickDate, pickTime, plainTextInput, richTextInput, urlText } from "./fields.js";
import { openMenu } from "./menu.js";
import { plainString, textObject } from "./mrkdwn.js";
import { among, select } from "./select.js";

const SELECTS = {
  static_select: staticChoices,
  external_select: externalChoices,
  users_select: userChoices,
  conversations_select: conversationChoices,
  channels_select: channelChoices,
};

const CONTROLS = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  image: ({ element }) => h("img", { class: "accessory-image", src: element.image_url, alt: element.alt_text }),
  plain_text_input: plainTextInput,
  number_input: numberText,
  email_text_input: emailText,
  url_text_input: urlText,
  rich_text_input: richTextInput,
  file_input: fileInput,
  datepicker: pickDate,
  timepicker: pickTime,
  datetimepicker: dateTime,
};

/** The control for an element, or a note that the sandbox does not know its type. */
export function control(place) {
  const { type } = place.element;
  const build = type.replace("multi_", "") in SELECTS ? choice : (CONTROLS[type] ?? unknown);
  const node = build(withChange(place, () => node.replaceWith(control(place))));
  return node;
}

function unknown({ element }) {
  return h("span", { class: "unknown" }, `(the sandbox does not draw “${element.type}”)`);
}

/**
 * Adds `change(value)`: remembers it and, outside plain input blocks, tells the app. Where the user says no to the confirm
 * dialog, `undo` draws the control as it was.
 */
function withChange(place, undo) {
  const { surface, block, element } = place;
  const acts = block.type !== "input" || block.dispatch_action;
  const change = async (value) => {
    if (!(await confirmed(element.confirm, surface.people))) return undo();
    const state = stateOf(element, value);
    surface.form.set(block, element, state);
    if (acts) await surface.act(block, element, state);
  };
  return { ...place, change, acts };
}

function button({ surface, block, element }) {
  const text = textObject(element.text, surface.people);
  const name = `button ${element.style ? `is-${element.style}` : ""}`;
  const href = element.url && safeLink(element.url);
  const press = async () => {
    if (!(await confirmed(element.confirm, surface.people))) return;
    node.classList.add("is-loading");
    node.setAttribute("aria-busy", "true");
    await surface.act(block, element, { type: "button" });
    node.classList.remove("is-loading");
    node.removeAttribute("aria-busy");
  };
  const props = { class: name, "aria-label": element.accessibility_label, onclick: press };
  const node = href
    ? h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, text)
    : h("button", { ...props, type: "button" }, text);
  return node;
}

function overflow({ surface, block, element }) {
  const pick = async (option) => {
    if (option.url && safeLink(option.url)) window.open(option.url, "_blank", "noopener");
    if (await confirmed(element.confirm, surface.people)) {
      await surface.act(block, element, stateOf(element, option));
    }
  };
  const items = element.options.map((option) => ({ text: plainString(option.text, surface.people), choose: () => pick(option) }));
  const node = h("button", { type: "button", class: "button is-icon", "aria-label": "More options", "aria-haspopup": "menu" }, icon("more"));
  node.addEventListener("click", () => openMenu(node, items));
  return node;
}

function checkboxes(place) {
  const { surface, block, element, change } = place;
  const picked = new Set(surface.form.value(block, element).map((option) => option.value));
  const toggle = (option, event) => {
    if (event.target.checked) picked.add(option.value);
    else picked.delete(option.value);
    return change(element.options.filter((other) => picked.has(other.value)));
  };
  return boxes(place, "checkbox", (option) => ({ checked: picked.has(option.value), onchange: (event) => toggle(option, event) }));
}

function radioButtons(place) {
  const { surface, block, element, change } = place;
  const current = surface.form.value(block, element)?.value;
  const name = freshId("radio");
  return boxes(place, "radio", (option) => ({ name, checked: option.value === current, onchange: () => change(option) }));
}

function boxes({ element, surface, labelledBy, describedBy }, type, props) {
  const rows = element.options.map((option) => {
    const id = freshId("box");
    const label = h("label", { for: id }, textObject(option.text, surface.people));
    const described = option.description && h("span", { class: "box-description", id: `${id}-more` }, textObject(option.description, surface.people));
    const input = h("input", { type, id, "aria-describedby": described ? `${id}-more` : null, ...props(option) });
    return h("div", { class: "box" }, input, h("div", {}, label, described));
  });
  const role = type === "radio" ? "radiogroup" : "group";
  return h("div", { class: "boxes", role, "aria-label": labelledBy ? null : "Choices", "aria-labelledby": labelledBy, "aria-describedby": describedBy }, rows);
}

/** Any of the select menus, single or multiple. */
function choice(place) {
  const { surface, block, element, id, describedBy, optional, change } = place;
  const multiple = element.type.startsWith("multi_");
  const { load, shown } = SELECTS[element.type.replace("multi_", "")](place);
  const value = surface.form.value(block, element);
  const chosen = multiple ? value : [value].filter((one) => one !== null);
  return select({
    id, describedBy, multiple, load, chosen: chosen.map(shown), max: element.max_selected_items,
    clearable: optional, label: id ? null : placeholder(element),
    placeholder: placeholder(element),
    onchange: (choices) => change(multiple ? choices.map((one) => one.raw) : (choices[0]?.raw ?? null)),
  });
}

function placeholder(element) {
  return element.placeholder?.text ?? (element.type.startsWith("multi_") ? "Select options" : "Select an option");
}

function optionChoice(people, group) {
  return (option) => ({
    key: option.value, raw: option, group, text: plainString(option.text, people),
    description: option.description && plainString(option.description, people),
  });
}

function optionChoices({ options, option_groups: groups }, people) {
  if (!groups) return (options ?? []).map(optionChoice(people));
  return groups.flatMap((group) => group.options.map(optionChoice(people, plainString(group.label, people))));
}

function staticChoices({ element, surface }) {
  return { load: among(optionChoices(element, surface.people)), shown: optionChoice(surface.people) };
}

function externalChoices({ element, block, surface }) {
  const least = element.min_query_length ?? 3;
  const load = async (query) => {
    if (query.length < least) throw new Error(`Type ${least} or more characters to search`);
    return optionChoices(await surface.suggest(block, element, query), surface.people);
  };
  return { load, shown: optionChoice(surface.people) };
}

function userChoices({ surface: { people } }) {
  const shown = (id) => ({ key: id, raw: id, text: people.name(id) });
  return { load: among(people.persons().map((user) => shown(user.id))), shown };
}

function channelChoices({ surface: { people } }) {
  const shown = (id) => ({ key: id, raw: id, text: `#${people.channelName(id)}` });
  return { load: among(people.rooms().filter((room) => !room.is_private).map((room) => shown(room.id))), shown };
}

function conversationChoices({ surface: { people }, element }) {
  const wanted = element.filter?.include ?? ["public", "private", "im"];
  const shown = (id) => ({ key: id, raw: id, text: people.users.has(id) ? people.name(id) : `#${people.channelName(id)}` });
  const rooms = people.rooms().filter((room) => wanted.includes(room.is_private ? "private" : "public"));
  const persons = wanted.includes("im") ? people.persons() : [];
  return { load: among([...rooms, ...persons].map((one) => shown(one.id))), shown };
}
