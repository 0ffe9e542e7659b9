/** The emoji that apps use most, by Slack's shortcode; any other stays readable as `:name:`. */

const NAMES = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️",
  ballot_box_with_check: "☑️", bangbang: "‼️", bell: "🔔", black_circle: "⚫", blue_book: "📘", book: "📖", bookmark: "🔖",
  bulb: "💡", calendar: "📅", chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋", closed_book: "📕",
  date: "📅", envelope: "✉️", exclamation: "❗", eyes: "👀", fax: "📠", file_folder: "📁", fire: "🔥", green_book: "📗",
  hammer_and_wrench: "🛠️", heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖", heavy_plus_sign: "➕",
  hospital: "🏥", hourglass: "⌛", hourglass_flowing_sand: "⏳", inbox_tray: "📥", information_source: "ℹ️", key: "🔑",
  large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_red_circle: "🔴", large_yellow_circle: "🟡",
  link: "🔗", lock: "🔒", mag: "🔍", mailbox: "📫", memo: "📝", microscope: "🔬", no_entry: "⛔", no_entry_sign: "🚫",
  outbox_tray: "📤", page_facing_up: "📄", paperclip: "📎", pencil: "📝", pencil2: "✏️", phone: "☎️", point_right: "👉",
  pray: "🙏", pushpin: "📌", question: "❓", red_circle: "🔴", repeat: "🔁", rocket: "🚀", rotating_light: "🚨", scales: "⚖️",
  slightly_smiling_face: "🙂", smile: "😄", sos: "🆘", speech_balloon: "💬", star: "⭐", stethoscope: "🩺", stopwatch: "⏱️",
  tada: "🎉", telephone_receiver: "📞", thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", timer_clock: "⏲️",
  wave: "👋", warning: "⚠️", wastebasket: "🗑️", white_check_mark: "✅", white_circle: "⚪", x: "❌", zap: "⚡",
};

/** The character for a shortcode's name, or null. */
export function emoji(name) {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : null;
}
