/**
 * The state of interactive elements in Slack's own shape (`view.state.values`), and what each is at first.
 */

/** Where each element type keeps its value inside its state. */
const VALUE_KEYS = {
  plain_text_input: "value",
  number_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  rich_text_input: "rich_text_value",
  file_input: "files",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  overflow: "selected_option",
  users_select: "selected_user",
  conversations_select: "selected_conversation",
  channels_select: "selected_channel",
  checkboxes: "selected_options",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  multi_users_select: "selected_users",
  multi_conversations_select: "selected_conversations",
  multi_channels_select: "selected_channels",
};

/** The state of an element that holds `value`. */
export function stateOf(element, value) {
  return { type: element.type, [VALUE_KEYS[element.type]]: value };
}

/** The value inside a state. */
function valueOf(element, state) {
  return state?.[VALUE_KEYS[element.type]] ?? (holdsList(element) ? [] : null);
}

/** What the element holds before anybody touched it. */
function initialValue(element) {
  const key = VALUE_KEYS[element.type];
  const initial = element[key.replace("selected_", "initial_").replace("rich_text_value", "initial_value")];
  return (key === "value" ? element.initial_value : initial) ?? (holdsList(element) ? [] : null);
}

/** Whether the element has a state at all (buttons have none). */
function hasState(element) {
  return element.type in VALUE_KEYS && element.type !== "overflow";
}

function holdsList(element) {
  return VALUE_KEYS[element.type].endsWith("s");
}

/** The interactive elements of a list of blocks, as {block, element} pairs. */
export function interactive(blocks) {
  return blocks.flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
    return elements.filter((element) => element && hasState(element)).map((element) => ({ block, element }));
  });
}

/** The values of one surface, by block_id and action_id. */
export class Form {
  constructor(blocks, known = {}) {
    this.values = {};
    for (const { block, element } of interactive(blocks)) {
      const state = known[block.block_id]?.[element.action_id];
      this.set(block, element, state?.type === element.type ? state : stateOf(element, initialValue(element)));
    }
  }

  set(block, element, state) {
    this.values[block.block_id] = { ...this.values[block.block_id], [element.action_id]: state };
  }

  /** The value (not the whole state) that an element holds. */
  value(block, element) {
    return valueOf(element, this.values[block.block_id]?.[element.action_id]);
  }
}
