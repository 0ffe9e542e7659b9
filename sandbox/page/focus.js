/** Keeps the keyboard where it was when a part of the page is drawn anew. */

const FOCUSABLE = "input:not([hidden]), textarea, button, a[href], select";

/**
 * Remembers which control inside `root` has the focus, by its block or its data-testid, and whether its list is open; the
 * answer puts it back inside a new root and says whether it could.
 */
export function rememberFocus(root) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const block = active?.closest("[data-block-id]");
  if (!block) return (fresh) => focusNamed(fresh, active?.dataset.testid);
  const { blockId } = block.dataset;
  const index = [...block.querySelectorAll(FOCUSABLE)].indexOf(active);
  const caret = active.selectionStart ?? null;
  const typed = active.getAttribute("aria-expanded") === "true" ? active.value : null;
  return (fresh) => focusField(fresh, blockId, index, caret) && reopen(document.activeElement, typed);
}

/** Opens a drop-down again as it was: with all choices, or with those for what was typed. */
function reopen(control, typed) {
  if (typed === null || control.getAttribute("role") !== "combobox") return true;
  if (typed === control.value) control.click();
  else {
    control.value = typed;
    control.dispatchEvent(new Event("input"));
  }
  return true;
}

/** Focuses the control at `index` of a block; false if there is none. */
export function focusField(root, blockId, index = 0, caret = null) {
  const block = root.querySelector(`[data-block-id="${CSS.escape(blockId)}"]`);
  const control = block?.querySelectorAll(FOCUSABLE)[index];
  if (!control) return false;
  control.focus();
  if (caret !== null) control.setSelectionRange?.(caret, caret);
  return true;
}

function focusNamed(root, name) {
  const control = name && root.querySelector(`[data-testid="${CSS.escape(name)}"]`);
  control?.focus();
  return Boolean(control);
}
