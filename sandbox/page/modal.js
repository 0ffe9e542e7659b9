/** The user's open modal: the top of the app's view stack, its form, its errors and its ways out. */
import { api } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { freshId, h, icon, iconButton } from "./dom.js";
import { interactive } from "./element_state.js";
import { textObject } from "./mrkdwn.js";
import { surface } from "./surface.js";
import { toast } from "./toast.js";

/** Keeps one dialog in step with what the sandbox says is open; `people()` answers the current People. */
export class Modal {
  constructor(people) {
    this.people = people;
    this.dialog = h("dialog", { class: "dialog is-modal", "data-testid": "modal", oncancel: (event) => this.escape(event) });
    document.body.append(this.dialog);
    this.shown = null;
    this.typed = {};
    this.known = null;
  }

  /** `state` is the answer of /sandbox/rawview. */
  show(state) {
    if (!state.view) return this.hide();
    this.keepTyped(state);
    const signature = JSON.stringify([state.view.id, state.view.hash, state.view.blocks, state.errors, state.values, state.stack_depth]);
    this.state = state;
    if (signature !== this.shown) this.draw();
    this.shown = signature;
    this.showProgress(state.notice, state.loading);
    if (!this.dialog.open) this.dialog.showModal();
  }

  hide() {
    if (this.dialog.open) this.dialog.close();
    this.shown = null;
    this.surface = null;
    this.typed = {};
    this.known = null;
  }

  /**
   * What was typed survives a changed view where block_id and action_id stay (slack-platform.md section 2); values that
   * changed in the sandbox itself, as by the control API, win.
   */
  keepTyped(state) {
    if (this.surface) this.typed[this.state.view.id] = this.surface.form.values;
    const key = JSON.stringify(state.values);
    const sameView = this.state?.view?.id === state.view.id;
    if (sameView && this.known !== key) this.typed[state.view.id] = merged(this.typed[state.view.id], state.values);
    this.known = key;
  }

  draw() {
    const { view, errors, values, stack_depth: depth } = this.state;
    const people = this.people();
    const titleId = freshId("modal-title");
    const known = this.typed[view.id] ?? values;
    this.surface = surface({ kind: "modal", where: "modal", user: people.me.id, people, blocks: view.blocks, known, errors });
    const focused = this.focusedField();
    const scroll = this.dialog.querySelector(".dialog-body")?.scrollTop ?? 0;
    this.dialog.setAttribute("aria-labelledby", titleId);
    this.dialog.replaceChildren(this.form(view, titleId, depth));
    this.dialog.querySelector(".dialog-body").scrollTop = scroll;
    this.restoreFocus(focused, errors, view);
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
      h("div", { class: "dialog-body", tabindex: "-1" }, renderBlocks(view.blocks, this.surface)),
      h("footer", { class: "dialog-foot" }, cancel, this.submitButton),
    );
  }

  focusedField() {
    return document.activeElement?.closest("dialog .block")?.dataset.blockId ?? null;
  }

  restoreFocus(focused, errors, view) {
    const wrong = view.blocks.find((block) => errors?.[block.block_id])?.block_id;
    const wanted = wrong ?? focused;
    const first = interactive(view.blocks).find(({ element }) => element.focus_on_load)?.block.block_id;
    const target = wanted ?? first;
    if (!target) return;
    const block = this.dialog.querySelector(`[data-block-id="${CSS.escape(target)}"]`);
    block?.querySelector("input:not([hidden]), textarea, button")?.focus();
    if (wrong) block?.scrollIntoView({ block: "nearest" });
  }

  showProgress(text, loading) {
    this.notice.hidden = !text;
    this.notice.replaceChildren(...(text ? [icon("alert"), text] : []));
    this.submitButton?.classList.toggle("is-loading", loading);
    if (this.submitButton) this.submitButton.disabled = loading;
  }

  async submit(event) {
    event.preventDefault();
    if (!this.submitButton || this.submitButton.disabled) return;
    this.showProgress(null, true);
    try {
      await api.submit(this.people().me.id, this.surface.form.values);
    } catch (error) {
      toast(error.message);
    }
    this.showProgress(this.state.notice, this.state.loading);
  }

  /** Ctrl/⌘ + Enter submits from a text area too. */
  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
  }

  escape(event) {
    event.preventDefault();
    this.close(this.state.stack_depth <= 1);
  }

  close(all) {
    return api.close(this.people().me.id, all).catch((error) => toast(error.message));
  }
}

function merged(typed = {}, values) {
  const both = { ...typed };
  for (const [block, states] of Object.entries(values)) both[block] = { ...both[block], ...states };
  return both;
}
