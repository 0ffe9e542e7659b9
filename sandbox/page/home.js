/** The app's Home tab. */
import { renderBlocks } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { surface } from "./surface.js";

/** Shows the Home view in `parent`; without one, what Slack says of an app that published nothing yet. */
export function showHome(parent, view, people) {
  const signature = JSON.stringify([view?.hash, view?.blocks, people.me.id]);
  reconcile(parent, [{ key: "home", signature, build: () => (view ? homeNode(view, people) : emptyHome()) }]);
}

function homeNode(view, people) {
  const place = surface({ where: "home", user: people.me.id, people, blocks: view.blocks, known: view.state?.values });
  return h("div", { class: "home-blocks" }, renderBlocks(view.blocks, place));
}

function emptyHome() {
  return h("div", { class: "empty" }, h("h3", {}, "This is a work in progress"), h("p", {}, "The app has not published a Home tab for you yet."));
}
