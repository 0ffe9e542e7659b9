/** Pop-up menus: message shortcuts, global shortcuts, overflow. One is open at a time; Escape, scrolling or a click elsewhere closes it. */
import { h } from "./dom.js";

let current = null;

/** Opens a menu beside `anchor`; items are {text, note?, choose} or {heading}. */
export function openMenu(anchor, items) {
  const again = current?.anchor === anchor;
  closeMenu();
  if (again) return;
  const menu = h("div", { class: "menu", role: "menu" }, items.map((item) => entry(item)));
  menu.addEventListener("keydown", (event) => keys(event, menu, anchor));
  (anchor.closest("dialog") ?? document.body).append(menu);
  current = { menu, anchor };
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor);
  menu.querySelector("[role=menuitem]")?.focus();
}

function closeMenu() {
  current?.menu.remove();
  current?.anchor.setAttribute("aria-expanded", "false");
  current = null;
}

function entry(item) {
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  const choose = () => {
    closeMenu();
    item.choose();
  };
  return h("button", { type: "button", role: "menuitem", class: "menu-item", onclick: choose }, h("span", {}, item.text), item.note && h("small", {}, item.note));
}

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = at.left + width > window.innerWidth - 8 ? at.right - width : at.left;
  const top = at.bottom + 4 + height > window.innerHeight - 8 ? at.top - height - 4 : at.bottom + 4;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

function keys(event, menu, anchor) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
    anchor.focus();
  }
}

document.addEventListener("scroll", () => closeMenu(), { capture: true, passive: true });
document.addEventListener("mousedown", (event) => {
  if (current && !current.menu.contains(event.target) && !current.anchor.contains(event.target)) closeMenu();
});
