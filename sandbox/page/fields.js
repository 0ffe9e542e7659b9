/** The text, date, time and file inputs. Each takes the `place` of elements.js with `change(value)` added. */
import { api } from "./api.js";
import { h, icon, iconButton } from "./dom.js";

const COUNTER_FROM = 0.8;

/** plain_text_input, one line or several. */
export function plainTextInput(place) {
  return textField(place, place.element.multiline ? { tag: "textarea", rows: 4 } : { type: "text" });
}

export function emailText(place) {
  return textField(place, { type: "text", inputmode: "email" });
}

export function urlText(place) {
  return textField(place, { type: "text", inputmode: "url" });
}

export function numberText(place) {
  const inputmode = place.element.is_decimal_allowed ? "decimal" : "numeric";
  return textField(place, { type: "text", inputmode });
}

function textField(place, { tag = "input", ...props }) {
  const { surface, block, element, change, acts } = place;
  const keep = (event) => {
    const text = event.target.value;
    surface.form.set(block, element, { type: element.type, value: text === "" ? null : text });
    count(text.length);
    if (acts && triggers(element).includes("on_character_entered")) tell();
  };
  const tell = latest(() => change(field.value));
  const enter = (event) => {
    const fires = acts && event.key === "Enter" && triggers(element).includes("on_enter_pressed");
    if (!fires || (tag === "textarea" && event.shiftKey)) return;
    event.preventDefault();
    change(event.target.value);
  };
  const field = h(tag, { ...common(place), ...props, maxlength: element.max_length, value: surface.form.value(block, element) ?? "", oninput: keep, onkeydown: enter });
  const counter = h("span", { class: "counter", hidden: true });
  const count = (length) => {
    counter.hidden = !element.max_length || length < element.max_length * COUNTER_FROM;
    counter.textContent = `${length} of ${element.max_length}`;
  };
  count(field.value.length);
  return h("span", { class: "text-field" }, field, counter);
}

/** Lets `work` run once at a time: what comes meanwhile is one more run afterwards. */
function latest(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
  };
}

function triggers(element) {
  return element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
}

function common({ element, id, describedBy }) {
  return {
    id, class: "text-input", "aria-describedby": describedBy, autocomplete: "off",
    "aria-label": id ? null : (element.placeholder?.text ?? "Value"), placeholder: element.placeholder?.text,
  };
}

/** rich_text_input: paragraphs of plain text, handed over as a rich_text block. */
export function richTextInput(place) {
  const { surface, block, element } = place;
  const text = richTextSource(surface.form.value(block, element));
  const keep = (event) => surface.form.set(block, element, { type: element.type, rich_text_value: asRichText(event.target.value) });
  return h("textarea", { ...common(place), rows: element.min_lines ?? 3, value: text, oninput: keep });
}

function asRichText(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function richTextSource(value) {
  const texts = (node) => (node.elements ? node.elements.map(texts).join("") : (node.text ?? ""));
  return value ? value.elements.map(texts).join("\n") : "";
}

export function pickDate(place) {
  return native(place, { type: "date" }, (text) => text || null, (value) => value ?? "");
}

export function pickTime(place) {
  const field = native(place, { type: "time" }, (text) => text || null, (value) => value ?? "");
  return place.element.timezone ? h("span", { class: "with-note" }, field, h("small", {}, place.element.timezone)) : field;
}

/** datetimepicker: the local wall time, kept as Unix seconds. */
export function dateTime(place) {
  const toSeconds = (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : null);
  return native(place, { type: "datetime-local" }, toSeconds, localMinutes);
}

function localMinutes(seconds) {
  if (!seconds) return "";
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function native(place, props, read, write) {
  const { surface, block, element, change } = place;
  const value = write(surface.form.value(block, element));
  return h("input", { ...common(place), ...props, value, onchange: (event) => change(read(event.target.value)) });
}

/** file_input: uploads at once and keeps what the sandbox answers. */
export function fileInput(place) {
  const { surface, block, element, id, describedBy, change } = place;
  let files = [...surface.form.value(block, element)];
  const list = h("ul", { class: "picked-files" });
  const problem = h("span", { class: "field-error", role: "alert" });
  const keep = (changed) => {
    files = changed;
    list.replaceChildren(...files.map((file) => picked(file, () => keep(files.filter((other) => other !== file)))));
    return change(files);
  };
  const add = async (event) => {
    const chosen = [...event.target.files];
    event.target.value = "";
    const room = (element.max_files ?? 10) - files.length;
    problem.textContent = chosen.length > room ? `You can add ${element.max_files ?? 10} files at most.` : "";
    const added = await Promise.all(chosen.slice(0, Math.max(0, room)).map((file) => uploaded(surface.user, file)));
    await keep([...files, ...added]);
  };
  const input = h("input", {
    id, type: "file", class: "file-field", "aria-describedby": describedBy, "aria-label": id ? null : "Add files", onchange: add,
    multiple: (element.max_files ?? 10) > 1, accept: element.filetypes?.map((type) => `.${type}`).join(","),
  });
  list.replaceChildren(...files.map((file) => picked(file, () => keep(files.filter((other) => other !== file)))));
  return h("div", { class: "file-input" }, input, list, problem);
}

async function uploaded(user, file) {
  return (await api.upload(user, file)).file;
}

function picked(file, remove) {
  return h("li", {}, icon("file"), h("span", {}, file.name ?? file.id), iconButton("close", `Remove ${file.name ?? file.id}`, remove));
}
