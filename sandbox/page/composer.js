/** The box to write in: messages, files, slash commands with suggestions, and the shortcuts button. */
import { api } from "./api.js";
import { freshId, h, icon, iconButton } from "./dom.js";
import { notice } from "./confirm.js";
import { openMenu } from "./menu.js";
import { toast } from "./toast.js";

/**
 * A composer. `scene()` answers {user, channel, thread, people} at the moment of use; `placeholder` is its label.
 * `testid` names the text box, `sendId` its button.
 */
export function composer({ scene, placeholder, testid, sendId }) {
  return new Composer(scene, placeholder, testid, sendId).node;
}

class Composer {
  constructor(scene, placeholder, testid, sendId) {
    this.scene = scene;
    this.files = [];
    this.matches = [];
    this.active = 0;
    const listId = freshId("commands");
    this.suggestions = h("div", { class: "suggestions", role: "listbox", id: listId, hidden: true, "aria-label": "Slash commands" });
    this.suggestions.addEventListener("mousedown", (event) => event.preventDefault());
    this.box = h("textarea", {
      class: "composer-box", rows: 1, placeholder, "aria-label": placeholder, "data-testid": testid, "aria-controls": listId, "aria-autocomplete": "list",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => this.hideSuggestions(),
    });
    this.sendButton = iconButton("send", "Send message", () => this.send(), { class: "send-button", "data-testid": sendId, disabled: true });
    this.attached = h("ul", { class: "picked-files" });
    this.node = h("div", { class: "composer" }, this.suggestions, this.box, this.attached, h("div", { class: "composer-tools" }, this.attachButton(), this.shortcutsButton(), h("span", { class: "spring" }), this.sendButton));
  }

  attachButton() {
    const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Attach files", onchange: () => this.attach(picker) });
    return [iconButton("paperclip", "Attach files", () => picker.click()), picker];
  }

  async attach(picker) {
    const { user } = this.scene();
    const chosen = [...picker.files];
    picker.value = "";
    const answers = await Promise.all(chosen.map((file) => api.upload(user, file)));
    this.files.push(...answers.map((answer, index) => ({ id: answer.file_id, name: chosen[index].name })));
    this.showFiles();
  }

  showFiles() {
    const remove = (file) => {
      this.files = this.files.filter((other) => other !== file);
      this.showFiles();
    };
    this.attached.replaceChildren(...this.files.map((file) => h("li", {}, icon("file"), h("span", {}, file.name), iconButton("close", `Remove ${file.name}`, () => remove(file)))));
    this.typed();
  }

  shortcutsButton() {
    const button = iconButton("bolt", "Shortcuts", () => openMenu(button, this.globalShortcuts()), { "data-testid": "shortcuts", "aria-haspopup": "menu" });
    return button;
  }

  globalShortcuts() {
    const { people, user } = this.scene();
    const items = people.apps.flatMap((app) =>
      app.global_shortcuts.map((shortcut) => ({
        text: shortcut.name,
        note: app.name,
        choose: () => api.shortcut(user, shortcut.name).catch((error) => toast(error.message)),
      })),
    );
    return items.length ? [{ heading: "Shortcuts" }, ...items] : [{ heading: "No app offers a shortcut" }];
  }

  typed() {
    this.sendButton.disabled = !this.box.value.trim() && !this.files.length;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 200)}px`;
    const word = /^\/\S*$/.test(this.box.value) ? this.box.value : null;
    this.matches = word ? this.commands().filter(({ command }) => command.startsWith(word)) : [];
    this.active = 0;
    this.showSuggestions();
  }

  commands() {
    return this.scene().people.apps.flatMap((app) => app.commands.map((command) => ({ ...command, app })));
  }

  showSuggestions() {
    this.suggestions.hidden = !this.matches.length;
    if (this.matches.length) this.box.setAttribute("aria-activedescendant", `${this.suggestions.id}-${this.active}`);
    else this.box.removeAttribute("aria-activedescendant");
    this.suggestions.replaceChildren(...this.matches.map((match, index) =>
      h(
        "div",
        { class: index === this.active ? "suggestion is-active" : "suggestion", role: "option", id: `${this.suggestions.id}-${index}`, "aria-selected": String(index === this.active), onclick: () => this.complete(match) },
        h("span", {}, h("strong", {}, match.command), " ", h("span", { class: "usage" }, match.usage_hint ?? "")),
        h("small", {}, match.description ?? "", h("em", {}, match.app.name)),
      ),
    ));
  }

  hideSuggestions() {
    this.matches = [];
    this.showSuggestions();
  }

  complete(match) {
    this.box.value = `${match.command} `;
    this.typed();
    this.box.focus();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.matches.length && this.suggestionKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  suggestionKey(event) {
    const match = this.matches[this.active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const exact = event.key === "Enter" && this.box.value === match.command;
    if (exact) return false;
    if (step) {
      this.active = (this.active + step + this.matches.length) % this.matches.length;
      this.showSuggestions();
    } else if (event.key === "Enter" || event.key === "Tab") this.complete(match);
    else if (event.key === "Escape") this.hideSuggestions();
    else return false;
    event.preventDefault();
    return true;
  }

  async send() {
    const text = this.box.value.trim();
    const files = this.files.map((file) => file.id);
    if (!text && !files.length) return;
    this.box.value = "";
    this.files = [];
    this.showFiles();
    this.hideSuggestions();
    try {
      await this.deliver(text, files);
    } catch (error) {
      toast(error.message);
    }
  }

  deliver(text, files) {
    const { user, channel, thread } = this.scene();
    const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    if (!command) return api.say(user, channel.id, text, thread, files);
    const offered = this.commands();
    if (offered.length && !offered.some((known) => known.command === command)) {
      return notice("That command doesn’t exist", `“${command}” is not a command of any app here. Type “/” to see those that are.`);
    }
    if (thread) return notice("Commands don’t work in threads", `“${command}” is not supported in threads. Use it in the channel.`);
    return api.slash(user, channel.id, command, rest);
  }
}
