/** Times as the reader's clock shows them: message times, day dividers and `<!date^…>`. */

const HALF_YEAR_DAYS = 182;

const SHAPES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric" },
  date_short: { month: "short", day: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** The instant of a Slack timestamp such as "1700000000.000100". */
export function instant(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** "6:39 AM" */
export function clock(date) {
  return format(date, SHAPES.time);
}

/** "Today", "Yesterday" or "Monday, November 2". */
export function dayName(date, now = new Date()) {
  return relativeDay(date, now) ?? format(date, withYear(SHAPES.date_long, date, now));
}

/** The full date and time, for a tooltip. */
export function fullTime(date) {
  return format(date, { ...SHAPES.date_long, year: "numeric", ...SHAPES.time_secs });
}

/** `{date_short_pretty} at {time}` filled in; tokens are those of Slack's `<!date^…>`, unknown ones stay as they are. */
export function fillDate(template, date, now = new Date()) {
  return template.replace(/\{([a-z_]+)\}/g, (token, name) => dateToken(name, date, now) ?? token);
}

function dateToken(name, date, now) {
  if (name === "ago") return ago(date, now);
  if (name === "date_slash") return format(date, SHAPES.date_num);
  const pretty = name.endsWith("_pretty");
  const shape = SHAPES[pretty ? name.slice(0, -"_pretty".length) : name];
  if (!shape) return null;
  if (pretty && relativeDay(date, now)) return relativeDay(date, now).toLowerCase();
  if (name === "date_num") return isoDay(date);
  return format(date, name.startsWith("time") ? shape : withYear(shape, date, now));
}

function withYear(shape, date, now) {
  const days = Math.abs(date - now) / 86_400_000;
  return days > HALF_YEAR_DAYS ? { ...shape, year: "numeric" } : shape;
}

function relativeDay(date, now) {
  const day = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const apart = Math.round((day(date) - day(now)) / 86_400_000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[apart] ?? null;
}

function ago(date, now) {
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
  const seconds = Math.round((date - now) / 1000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

function isoDay(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function format(date, shape) {
  return new Intl.DateTimeFormat("en-US", shape).format(date);
}
