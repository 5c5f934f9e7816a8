/** What controls hold: pure, without DOM. A value is a text, a list of texts, or null where there is nothing. */

const kind = (key, initial) => ({ key, initial });

/** By type: where Slack's state has the value, and where the element has what it begins with. */
const HELD = {
  plain_text_input: kind('value', 'initial_value'),
  static_select: kind('selected_option', 'initial_option'),
  radio_buttons: kind('selected_option', 'initial_option'),
  checkboxes: kind('selected_options', 'initial_options'),
  multi_static_select: kind('selected_options', 'initial_options'),
  users_select: kind('selected_user', 'initial_user'),
  multi_users_select: kind('selected_users', 'initial_users'),
  channels_select: kind('selected_channel', 'initial_channel'),
  multi_channels_select: kind('selected_channels', 'initial_channels'),
  conversations_select: kind('selected_conversation', 'initial_conversation'),
  multi_conversations_select: kind('selected_conversations', 'initial_conversations'),
  datepicker: kind('selected_date', 'initial_date'),
  timepicker: kind('selected_time', 'initial_time'),
};

/**
 * What an element holds when it is shown.
 * @param {object} element
 * @param {object} [state] what Slack's `view.state.values` says of it; goes before what the element begins with
 * @returns {string|string[]|null}
 */
export function heldAtFirst(element, state) {
  const held = HELD[element.type];
  if (!held) return null;
  const given = state && held.key in state ? state[held.key] : element[held.initial];
  if (Array.isArray(given)) return given.map(valueOf);
  return given === undefined || given === null ? null : valueOf(given);
}

const valueOf = (given) => (typeof given === 'string' ? given : given.value);

/** All options of an element, with the group's label where there are groups: `[{label, options}]`. */
export function groupsOf(element) {
  const groups = (element.option_groups ?? []).map(({ label, options }) => ({ label: label?.text ?? '', options }));
  return groups.length ? groups : [{ label: null, options: element.options ?? [] }];
}

/** The most that a text may have, in UTF-16 units, unless its element says otherwise. */
const TEXT_MAX = 3000;

/** How many more characters a text may have; negative for what is too long. */
export function roomIn(element, text) {
  return (element.max_length ?? TEXT_MAX) - text.length;
}

/** Whether so little room is left that people should see how much. */
export function isTight(element, text) {
  const max = element.max_length ?? TEXT_MAX;
  return roomIn(element, text) <= Math.max(10, Math.floor(max / 10));
}

/** The input blocks of a view. */
export function inputsOf(view) {
  return (view.blocks ?? []).filter(({ type, element }) => type === 'input' && element);
}

/**
 * What a modal submits: its inputs' values by block, without those that hold nothing. An emptied text is sent as an
 * empty one, and a list without entries as such, so that they replace what was there.
 * @param {object} view
 * @param {Map<string, string|string[]|null>} entered by `block_id`
 * @returns {object}
 */
export function valuesOf(view, entered) {
  const given = inputsOf(view).map(({ block_id: id }) => [id, entered.get(id)]);
  return Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined));
}

/**
 * What Slack's client refuses before it submits: `{block_id: text}`.
 * @param {object} view
 * @param {Map<string, string|string[]|null>} entered by `block_id`
 */
export function problemsOf(view, entered) {
  const found = inputsOf(view).map((block) => [block.block_id, problemOf(block, entered.get(block.block_id) ?? null)]);
  return Object.fromEntries(found.filter(([, problem]) => problem !== null));
}

function problemOf({ element, optional }, value) {
  const isEmpty = value === null || value.length === 0;
  if (isEmpty) return optional ? null : 'Please complete this required field.';
  return element.type === 'plain_text_input' ? problemOfText(element, value) : null;
}

function problemOfText(element, text) {
  const { min_length: least = 0, max_length: most = TEXT_MAX } = element;
  if (text.length < least) return `Please write at least ${counted(least)}.`;
  return text.length > most ? `Please use ${counted(most)} or fewer.` : null;
}

const counted = (count) => `${count} character${count === 1 ? '' : 's'}`;

/** Names an element within its view. */
export const placeKey = (blockId, actionId) => JSON.stringify([blockId, actionId]);

/**
 * Which elements keep what a person entered when a view is updated: those whose block, action and type are the same
 * before and after. Their keys, as `placeKey` makes them.
 */
export function kept(before, after) {
  const places = new Map(placesOf(before));
  const same = placesOf(after).filter(([key, type]) => places.get(key) === type);
  return new Set(same.map(([key]) => key));
}

function placesOf(view) {
  return (view.blocks ?? []).flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === 'actions' ? block.elements : [])];
    const held = elements.filter((element) => element && HELD[element.type]);
    return held.map((element) => [placeKey(block.block_id, element.action_id), element.type]);
  });
}

/** What the app gave of a view, without what a person entered: the same text for the same version. */
export const versionOf = ({ state: _, ...view }) => JSON.stringify(view);
