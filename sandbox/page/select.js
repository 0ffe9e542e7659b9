/**
 * The one drop-down of the page: a combobox with type-ahead for every Slack select, single or multiple.
 * Keys: arrows move, Enter picks, Escape closes the list only, Backspace takes the last choice of a multiple one away.
 */
import { freshId, h, icon } from "./dom.js";

/**
 * A combobox.
 *   load(query) → a promise of choices `{key, text, description?, group?}`; shown in that order
 *   chosen      → the choices picked so far
 *   onchange    → called with the list of picked choices
 *   multiple, max, clearable, placeholder, id, describedBy
 */
export function select(options) {
  return new Select(options).node;
}

class Select {
  constructor(options) {
    this.options = options;
    this.chosen = [...options.chosen];
    this.shown = [];
    this.active = -1;
    this.asked = 0;
    this.follow = (event) => event.target !== this.list && this.place();
    this.build();
    this.showChosen();
  }

  build() {
    const listId = freshId("choices");
    this.list = h("ul", { class: "choices", role: "listbox", id: listId, hidden: true, "aria-multiselectable": this.options.multiple ? "true" : null });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.input = h("input", {
      id: this.options.id, type: "text", role: "combobox", autocomplete: "off", class: "select-input",
      "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
      "aria-label": this.options.label, "aria-describedby": this.options.describedBy,
      onfocus: () => this.input.select(), onclick: () => this.open(""), oninput: () => this.open(this.input.value),
      onkeydown: (event) => this.key(event), onblur: () => this.close(),
    });
    this.tokens = h("span", { class: "tokens" });
    this.clear = h("button", { type: "button", class: "select-clear", "aria-label": "Clear selection", onclick: () => this.choose([]) }, icon("close", 14));
    this.node = h("span", { class: `select ${this.options.multiple ? "is-multiple" : ""}` }, this.tokens, this.input, this.clear, icon("chevron", 14), this.list);
  }

  showChosen() {
    const { multiple, clearable, placeholder } = this.options;
    this.tokens.replaceChildren(...(multiple ? this.chosen.map((choice) => this.token(choice)) : []));
    this.input.value = multiple ? "" : (this.chosen[0]?.text ?? "");
    this.input.placeholder = multiple && this.chosen.length ? "" : (placeholder ?? "");
    this.clear.hidden = multiple || !clearable || !this.chosen.length;
  }

  token(choice) {
    const remove = () => this.choose(this.chosen.filter((other) => other.key !== choice.key));
    const button = h("button", { type: "button", "aria-label": `Remove ${choice.text}`, onclick: remove }, icon("close", 12));
    return h("span", { class: "token" }, choice.text, button);
  }

  async open(query) {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    document.addEventListener("scroll", this.follow, { capture: true, passive: true });
    this.asked += 1;
    const asked = this.asked;
    this.say("Loading…");
    const answer = await this.options.load(query.trim()).catch((error) => error.message);
    if (asked !== this.asked || this.list.hidden) return;
    if (typeof answer === "string") this.say(answer);
    else this.showChoices(answer);
  }

  say(text) {
    this.shown = [];
    this.list.replaceChildren(h("li", { class: "choices-note", role: "presentation" }, text));
    this.place();
  }

  showChoices(choices) {
    if (!choices.length) return this.say("No results");
    this.shown = choices;
    this.active = -1;
    const rows = [];
    choices.forEach((choice, index) => {
      if (choice.group && choice.group !== choices[index - 1]?.group) {
        rows.push(h("li", { class: "choices-group", role: "presentation" }, choice.group));
      }
      rows.push(this.row(choice, index));
    });
    this.list.replaceChildren(...rows);
    this.place();
    const current = choices.findIndex((choice) => this.isChosen(choice));
    this.move(Math.max(0, current));
  }

  row(choice, index) {
    const description = choice.description && h("span", { class: "choice-description" }, choice.description);
    return h("li", {
      class: "choice", role: "option", id: `${this.list.id}-${index}`, "data-index": index,
      "aria-selected": String(this.isChosen(choice)), onclick: () => this.pick(choice), onmousemove: () => this.move(index),
    }, h("span", {}, choice.text, description), this.isChosen(choice) && icon("check", 14));
  }

  isChosen(choice) {
    return this.chosen.some((other) => other.key === choice.key);
  }

  /** Right under the field, or above it where there is no room; fixed, so that no scrolling box cuts it off. */
  place() {
    const box = this.node.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    const up = below < 220 && box.top > below;
    Object.assign(this.list.style, {
      left: `${box.left}px`, width: `${Math.max(box.width, 220)}px`,
      top: up ? "auto" : `${box.bottom + 4}px`, bottom: up ? `${window.innerHeight - box.top + 4}px` : "auto",
      maxHeight: `${Math.min(280, (up ? box.top : below) - 12)}px`,
    });
  }

  move(index) {
    if (!this.shown.length) return;
    this.active = (index + this.shown.length) % this.shown.length;
    for (const row of this.list.querySelectorAll(".choice")) {
      row.classList.toggle("is-active", Number(row.dataset.index) === this.active);
    }
    const row = this.list.querySelector(".is-active");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  pick(choice) {
    const { multiple, max } = this.options;
    if (!multiple) return this.choose([choice]);
    if (this.isChosen(choice)) return this.choose(this.chosen.filter((other) => other.key !== choice.key));
    if (max && this.chosen.length >= max) return this.say(`You can pick ${max} at most`);
    return this.choose([...this.chosen, choice]);
  }

  choose(chosen) {
    this.chosen = chosen;
    this.close();
    this.options.onchange(chosen);
  }

  close() {
    this.list.hidden = true;
    document.removeEventListener("scroll", this.follow, { capture: true });
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.showChosen();
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else this.open("");
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (this.shown[this.active]) this.pick(this.shown[this.active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.options.multiple && !this.input.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1));
    }
  }
}

/** A `load` for a list that is already here: filters by the text, case-insensitively. */
export function among(choices) {
  return async (query) => choices.filter((choice) => choice.text.toLowerCase().includes(query.toLowerCase()));
}
