/** The user's open modal: the top of the app's view stack, its form, its errors and its ways out. */
import { api } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { freshId, h, icon, iconButton } from "./dom.js";
import { interactive } from "./element_state.js";
import { focusField, rememberFocus } from "./focus.js";
import { textObject } from "./mrkdwn.js";
import { surface } from "./surface.js";
import { toast } from "./toast.js";

/** Keeps one dialog in step with what the sandbox says is open; `people()` answers the current People. */
export class Modal {
  constructor(people) {
    this.people = people;
    this.dialog = h("dialog", { class: "dialog is-modal", "data-testid": "modal", tabindex: "-1", oncancel: (event) => this.escape(event) });
    document.body.append(this.dialog);
    this.hide();
  }

  /** `state` is the answer of /sandbox/rawview. */
  show(state) {
    if (!state.view) return this.hide();
    const overruled = this.keepTyped(state);
    const signature = JSON.stringify([state.view.id, state.view.hash, state.view.blocks, state.errors, state.stack_depth]);
    this.state = state;
    if (!this.dialog.open) this.dialog.showModal();
    if (overruled || signature !== this.shown) this.draw();
    this.shown = signature;
    this.showProgress(state.notice, state.loading);
  }

  hide() {
    if (this.dialog.open) this.dialog.close();
    Object.assign(this, { shown: null, screen: null, surface: null, state: null, typed: {}, filled: {}, told: {} });
  }

  /**
   * What was typed survives a changed view where block_id and action_id stay (slack-platform.md section 2). Where somebody
   * else filled the form, as by the control API, what the sandbox holds wins; answers whether that was so.
   */
  keepTyped({ view, values, filled }) {
    if (this.surface) this.typed[this.state.view.id] = this.surface.form.values;
    const typed = this.typed[view.id] ?? {};
    const known = this.filled[view.id] ?? {};
    const overruled = Object.keys(filled).filter((block) => filled[block] !== known[block]);
    this.filled[view.id] = filled;
    this.typed[view.id] = stillThere(typed, values, overruled);
    return overruled.length > 0;
  }

  draw() {
    const { view, errors, stack_depth: depth } = this.state;
    const people = this.people();
    const titleId = freshId("modal-title");
    this.surface = surface({ where: "modal", user: people.me.id, people, blocks: view.blocks, known: this.typed[view.id], errors });
    const focusBack = rememberFocus(this.dialog);
    const sameScreen = view.callback_id === this.screen; // another one, as the next step of a form, starts at its top
    const scroll = (sameScreen && this.dialog.querySelector(".dialog-body")?.scrollTop) || 0;
    this.screen = view.callback_id;
    this.dialog.setAttribute("aria-labelledby", titleId);
    this.dialog.replaceChildren(this.form(view, titleId, depth));
    this.dialog.querySelector(".dialog-body").scrollTop = scroll;
    this.placeFocus(focusBack, same(errors, this.told) ? {} : errors, view);
    if (!sameScreen) this.dialog.querySelector(".dialog-body").scrollTop = 0;
    this.told = errors;
  }

  form(view, titleId, depth) {
    const back = depth > 1 && iconButton("back", "Back", () => this.close(false), { "data-testid": "modal-back" });
    const close = iconButton("close", "Close", () => this.close(true), { "data-testid": "modal-close" });
    const cancel = h("button", { type: "button", class: "button", "data-testid": "modal-cancel", onclick: () => this.close(false) }, view.close ? textObject(view.close, this.people()) : "Cancel");
    this.notice = h("div", { class: "modal-notice", role: "alert", hidden: true });
    this.submitButton = view.submit && h("button", { type: "submit", class: "button is-primary", "data-testid": "modal-submit" }, textObject(view.submit, this.people()));
    const title = h("h2", { class: "dialog-title", id: titleId }, textObject(view.title, this.people()));
    return h(
      "form",
      { class: "dialog-form", novalidate: true, onsubmit: (event) => this.submit(event), onkeydown: (event) => this.key(event) },
      h("header", { class: "dialog-head" }, back, title, close),
      this.notice,
      h("div", { class: "dialog-body" }, renderBlocks(view.blocks, this.surface)),
      h("footer", { class: "dialog-foot" }, cancel, this.submitButton),
    );
  }

  /** Puts the focus on the first field that was just found wrong, else where it was, else where the view wants it (focus_on_load). */
  placeFocus(focusBack, errors, view) {
    const wrong = view.blocks.find((block) => errors[block.block_id])?.block_id;
    const wanted = interactive(view.blocks).find(({ element }) => element.focus_on_load)?.block.block_id;
    if (wrong) focusField(this.dialog, wrong);
    else if (!focusBack(this.dialog) && !(wanted && focusField(this.dialog, wanted))) this.dialog.focus();
  }

  showProgress(text, loading) {
    this.notice.hidden = !text;
    this.notice.replaceChildren(...(text ? [icon("alert"), text] : []));
    this.submitButton?.classList.toggle("is-loading", loading);
    if (this.submitButton) this.submitButton.disabled = loading;
  }

  async submit(event) {
    event.preventDefault();
    if (!this.state || !this.submitButton || this.submitButton.disabled) return; // a key may come as the form goes
    this.showProgress(null, true);
    this.told = {};
    try {
      await api.submit(this.people().me.id, this.surface.form.values);
    } catch (error) {
      toast(error.message);
    }
    if (this.state) this.showProgress(this.state.notice, this.state.loading);
  }

  /** Ctrl/⌘ + Enter submits from a text area too. */
  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
  }

  escape(event) {
    event.preventDefault();
    if (this.state) this.close(this.state.stack_depth <= 1);
  }

  close(all) {
    return api.close(this.people().me.id, all).catch((error) => toast(error.message));
  }
}

/** What was typed in the blocks that the sandbox has and did not overrule, and what it holds of all others. */
function stillThere(typed, values, overruled) {
  const kept = (block) => (overruled.includes(block) ? {} : (typed[block] ?? {}));
  const states = (block, held) => Object.fromEntries(Object.entries(held).map(([action, state]) => [action, kept(block)[action] ?? state]));
  return Object.fromEntries(Object.entries(values).map(([block, held]) => [block, states(block, held)]));
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
