/** The page: reads the route, asks the sandbox what is to be seen there, shows it, and again whenever something changed. */
import { api, listen } from "./api.js";
import { Modal } from "./modal.js";
import { showAppHome, showChannel, showThread } from "./panes.js";
import { People } from "./people.js";
import { address, go, readRoute } from "./route.js";
import { showSidebar } from "./sidebar.js";
import { toast } from "./toast.js";

/** Whom a newcomer acts as: the coordinator of the default people. */
const FIRST_USER = "U01ALICE";

const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.people = null;
    this.modal = new Modal(() => this.people);
    this.running = false;
    this.again = false;
    this.openedHome = null;
  }

  /** Draws what the sandbox has now. Calls during a drawing are put together into one more. */
  async refresh() {
    this.again = true;
    if (this.running) return;
    this.running = true;
    while (this.again) {
      this.again = false;
      await this.draw().catch((error) => toast(error.message));
    }
    this.running = false;
  }

  async draw() {
    const route = await this.knownRoute();
    if (!route) return;
    const seen = await this.look(route);
    if (address(readRoute()) !== address(route)) return;
    this.show(route, seen);
  }

  /** The route with user and place filled in; null when the address had to be completed first (it then draws again). */
  async knownRoute() {
    const route = readRoute();
    this.state = await api.state(route.user ?? FIRST_USER);
    const { me, channels, apps } = this.state;
    const known = channels.some((channel) => channel.id === route.channel) || apps.some((app) => app.id === route.home);
    if (route.user === me.id && known) return route;
    const first = channels.find((channel) => channel.member && !channel.is_im) ?? channels[0];
    location.replace(address(known ? { ...route, user: me.id } : { user: me.id, channel: first.id }));
    return null;
  }

  async look({ user, channel, thread, home }) {
    this.enterHome(user, home);
    const [messages, replies, modal, view] = await Promise.all([
      channel && api.messages(user, channel),
      channel && thread && api.messages(user, channel, thread),
      api.view(user),
      home && api.home(user),
    ]);
    return { messages, replies, modal, view };
  }

  /** Tells the sandbox once that the Home tab was opened, which is when the app hears of it. */
  enterHome(user, home) {
    const key = home && `${user} ${home}`;
    if (key && key !== this.openedHome) api.openHome(user).catch((error) => toast(error.message));
    this.openedHome = key;
  }

  show(route, { messages, replies, modal, view }) {
    for (const channel of this.state.channels) if (channel.id === route.channel) channel.unread = 0;
    const people = new People(this.state);
    this.people = people;
    document.title = `${route.home ? people.apps.find((app) => app.id === route.home).name : people.channelName(route.channel)} – Sandbox`;
    showConnection(this.state);
    showSidebar(byId("sidebar"), this.state, people, route);
    if (route.home) {
      const app = people.apps.find(({ id }) => id === route.home);
      showAppHome(byId("pane"), view.view, { app, state: this.state, people });
      showThread(byId("thread"), null);
    } else {
      const scene = this.scene(route, people);
      showChannel(byId("pane"), messages, scene);
      showThread(byId("thread"), replies, scene, () => go({ ...route, thread: null }));
    }
    this.modal.show(modal);
  }

  scene(route, people) {
    const channel = people.channels.get(route.channel);
    const signature = JSON.stringify(this.state.apps.map((app) => app.message_shortcuts));
    return { people, channel, state: this.state, signature, inThread: false, openThread: (ts) => go({ ...route, thread: ts }) };
  }
}

function showConnection({ connected, apps }) {
  const app = apps[0]?.name ?? "The app";
  say(connected ? `${app} is connected` : `${app} is not connected: commands and buttons will not answer`, connected);
}

/** Tells in the top bar how things stand. */
function say(text, good) {
  const node = byId("connection");
  node.classList.toggle("is-connected", good);
  if (node.textContent !== text) node.textContent = text;
}

const page = new Page();
window.addEventListener("hashchange", () => page.refresh());
listen(() => page.refresh(), () => say("The sandbox does not answer: it was stopped, or is starting again", false));
page.refresh();
