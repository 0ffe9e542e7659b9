/** A short notice at the bottom of the window that goes away by itself, or when it is clicked. */
import { h } from "./dom.js";

const SHOWN_MS = 8000;

export function toast(text) {
  document.querySelector(".toast")?.remove();
  const node = h("div", { class: "toast", role: "alert", popover: "manual", onclick: () => node.remove() }, text);
  document.body.append(node);
  node.showPopover();
  setTimeout(() => node.remove(), SHOWN_MS);
}
