/**
 * Building DOM nodes. Text from messages always becomes text nodes; nothing in this page parses markup.
 */

import { rememberFocus } from "./focus.js";

const SVG = "http://www.w3.org/2000/svg";

/** Icons on a 20 × 20 grid, drawn with strokes. */
const ICONS = {
  alert: ["M10 3 18 17H2Z", "M10 8v4", "M10 14.4v.2"],
  back: ["M12.5 4 6.5 10l6 6"],
  bolt: ["M11.5 2 4 11.5h5L8.5 18 16 8.5h-5Z"],
  check: ["M4 10.5 8 14.5 16 5.5"],
  chevron: ["M5 8l5 5 5-5"],
  close: ["M5 5l10 10", "M15 5 5 15"],
  download: ["M10 3v9", "M6 8.5l4 4 4-4", "M4 16.5h12"],
  eye: ["M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Z", "M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z"],
  file: ["M5 2.5h6.5L15.5 6.5v11H5Z", "M11.5 2.5v4h4"],
  hash: ["M8 3 6.5 17", "M13.5 3 12 17", "M3.5 7.5h13.5", "M3 12.5h13.5"],
  info: ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Z", "M10 9v5", "M10 6.2v.2"],
  lock: ["M4.5 9h11v8h-11Z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  more: ["M10 4.4v.2", "M10 9.9v.2", "M10 15.4v.2"],
  paperclip: ["M14.5 9.5 9 15a3 3 0 0 1-4.3-4.3l6.5-6.5a2 2 0 0 1 3 3L8 13.2"],
  send: ["M3 3.5 17.5 10 3 16.5 5 10Z", "M5 10h6"],
  thread: ["M3 4h14v10H9l-4 3v-3H3Z", "M6.5 8h7", "M6.5 10.8h4.5"],
};

/**
 * One element: `h("button", {class: "primary", onclick: save, "aria-label": "Save"}, "Save")`.
 * Props that are null, undefined or false are left out, `on…` adds a listener, `value` and `checked` set the property;
 * children may be nodes, text or (nested) lists of them.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** The children that are there: nulls and falses left out, lists flattened. */
function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** An icon by name; it is decoration, so the control that holds it needs a label of its own. */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", class: "icon" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const path of ICONS[name]) {
    const stroke = document.createElementNS(SVG, "path");
    stroke.setAttribute("d", path);
    svg.append(stroke);
  }
  return svg;
}

/** A button that shows only an icon; its label is read out and shown as a tooltip. */
export function iconButton(name, label, onclick, { class: extra = "", ...props } = {}) {
  const look = { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label };
  return h("button", { ...look, onclick, ...props }, icon(name));
}

let lastId = 0;

/** A fresh id for `for`, `aria-controls` and the like. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** The address if a click on it is harmless (http, https, mailto, tel), else null. */
export function safeLink(address) {
  return /^(https?:\/\/|mailto:|tel:)/i.test(address) ? address : null;
}

/**
 * Makes `parent` show exactly `items`, reusing the nodes of those that did not change, so that focus, scroll and half-made
 * choices survive a refresh. Each item is {key, signature, build}.
 */
export function reconcile(parent, items) {
  const existing = new Map([...parent.children].map((node) => [node.reconcileKey, node]));
  const focusBack = rememberFocus(parent);
  const wanted = items.map(({ key, signature, build }) => {
    const old = existing.get(key);
    if (old && old.reconcileSignature === signature) return old;
    return Object.assign(build(), { reconcileKey: key, reconcileSignature: signature, replaces: old });
  });
  const focused = wanted.find((node) => node.replaces?.contains(document.activeElement));
  const kept = new Set(wanted);
  for (const node of [...parent.children]) if (!kept.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    delete node.replaces;
  });
  if (focused) focusBack(focused);
}
