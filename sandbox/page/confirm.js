/** Slack's confirm dialog in front of an action, and plain notices. */
import { freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** True at once without a `confirm` object; otherwise what the user decides. */
export function confirmed(confirm, people) {
  if (!confirm) return Promise.resolve(true);
  const words = {
    title: textObject(confirm.title, people),
    body: textObject(confirm.text, people),
    yes: textObject(confirm.confirm, people),
    no: textObject(confirm.deny, people),
  };
  return ask({ ...words, danger: confirm.style === "danger" });
}

/** Says something that needs no decision. */
export function notice(title, text) {
  return ask({ title, body: text, yes: "OK", no: null, danger: false });
}

function ask({ title, body, yes, no, danger }) {
  return new Promise((resolve) => {
    const titleId = freshId("confirm");
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const accept = h("button", { type: "button", class: `button ${danger ? "is-danger" : "is-primary"}`, autofocus: true, onclick: () => end(true) }, yes);
    const refuse = no && h("button", { type: "button", class: "button", onclick: () => end(false) }, no);
    const dialog = h(
      "dialog",
      { class: "dialog is-small", "aria-labelledby": titleId, "data-testid": "confirm", oncancel: (event) => { event.preventDefault(); end(false); } },
      h("h2", { id: titleId, class: "dialog-title" }, title),
      h("div", { class: "dialog-body" }, body),
      h("div", { class: "dialog-foot" }, refuse, accept),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
