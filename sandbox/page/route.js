/** What the page shows, kept in the address: `#user=U…&channel=C…&thread=TS` or `#user=U…&home=A…`. Back and reload work. */

/** The route in the address; parts that are not there are null. */
export function readRoute() {
  const parts = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(["user", "channel", "thread", "home"].map((name) => [name, parts.get(name)]));
}

/** The address of a route. */
export function address(route) {
  const set = Object.entries(route).filter(([, value]) => value);
  return `#${new URLSearchParams(set)}`;
}

/** Goes there; the page redraws by `hashchange`. */
export function go(route) {
  location.hash = address(route);
}
