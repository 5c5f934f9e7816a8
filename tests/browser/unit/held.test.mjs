import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  groupsOf, heldAtFirst, isTight, kept, placeKey, problemsOf, roomIn, valuesOf, versionOf
} from '../../../infra/local/page/blocks/held.mjs';

const option = (value) => ({ text: { type: 'plain_text', text: value }, value });
const input = (id, element, more = {}) =>
  ({ type: 'input', block_id: id, element: { action_id: id, ...element }, ...more });
const text = (id, more, block) => input(id, { type: 'plain_text_input', ...more }, block);
const view = (...blocks) => ({ blocks });
const entered = (values) => new Map(Object.entries(values));

test('a control begins with what its element says', () => {
  assert.equal(heldAtFirst({ type: 'plain_text_input', initial_value: 'x' }), 'x');
  assert.equal(heldAtFirst({ type: 'static_select', initial_option: option('a') }), 'a');
  assert.deepEqual(heldAtFirst({ type: 'checkboxes', initial_options: [option('a'), option('b')] }), ['a', 'b']);
  assert.deepEqual(heldAtFirst({ type: 'multi_users_select', initial_users: ['U1'] }), ['U1']);
  assert.equal(heldAtFirst({ type: 'radio_buttons' }), null);
  assert.equal(heldAtFirst({ type: 'button' }), null);
});

test('what was entered before goes before what the element begins with, nothing too', () => {
  const select = { type: 'static_select', initial_option: option('a') };
  assert.equal(heldAtFirst(select, { type: 'static_select', selected_option: option('b') }), 'b');
  assert.equal(heldAtFirst(select, { type: 'static_select', selected_option: null }), null);
  assert.equal(heldAtFirst(select, { type: 'other' }), 'a');
});

test('options stand in their groups, or in one without a name', () => {
  assert.deepEqual(groupsOf({ options: [option('a')] }), [{ label: null, options: [option('a')] }]);
  const grouped = { option_groups: [{ label: { text: 'Teams' }, options: [option('a')] }] };
  assert.deepEqual(groupsOf(grouped), [{ label: 'Teams', options: [option('a')] }]);
});

test('a modal submits what its inputs hold, and nothing of other blocks', () => {
  const aside = { type: 'section', block_id: 'aside', accessory: { type: 'static_select', action_id: 'aside' } };
  const who = input('who', { type: 'multi_users_select' });
  const shown = view(text('name'), input('team', { type: 'static_select' }), who, aside);
  const values = valuesOf(shown, entered({ name: '', team: null, who: [], aside: 'x' }));
  assert.deepEqual(values, { name: '', who: [] });
  const all = { name: 'Ana', team: 'a', who: ['U1'] };
  assert.deepEqual(valuesOf(shown, entered(all)), all);
});

test('required inputs must hold something, optional ones need not', () => {
  const [team, all] = [input('team', { type: 'static_select' }), input('all', { type: 'checkboxes' })];
  const shown = view(text('name'), text('note', {}, { optional: true }), team, all);
  const told = 'Please complete this required field.';
  assert.deepEqual(problemsOf(shown, entered({ name: '', note: '', all: [] })), { name: told, team: told, all: told });
  assert.deepEqual(problemsOf(shown, entered({ name: 'x', team: 'a', all: ['b'] })), {});
});

test('a text is neither too short nor too long, and an empty optional one is neither', () => {
  const shown = view(text('name', { min_length: 2, max_length: 3 }, { optional: true }));
  const told = (name) => problemsOf(shown, entered({ name })).name;
  assert.equal(told(''), undefined);
  assert.equal(told('a'), 'Please write at least 2 characters.');
  assert.equal(told('abc'), undefined);
  assert.equal(told('abcd'), 'Please use 3 characters or fewer.');
  assert.equal(told('😀😀'), 'Please use 3 characters or fewer.');
  assert.equal(problemsOf(view(text('a')), entered({ a: 'x'.repeat(3001) })).a, 'Please use 3000 characters or fewer.');
});

test('how much room is left is told near the limit', () => {
  const element = { max_length: 800 };
  assert.equal(roomIn(element, 'x'.repeat(790)), 10);
  assert.equal(isTight(element, 'x'.repeat(719)), false);
  assert.equal(isTight(element, 'x'.repeat(720)), true);
  assert.equal(roomIn({}, 'x'.repeat(3001)), -1);
});

test('an update keeps what stands in the same block, action and type', () => {
  const actions = (...elements) => ({ type: 'actions', block_id: 'd', elements });
  const [select, button] = [{ type: 'static_select', action_id: 's' }, { type: 'button', action_id: 'go' }];
  const before = view(text('a'), text('b'), text('c'), actions(select, button));
  const other = input('c', { type: 'datepicker' });
  const changed = [text('a', { initial_value: 'other' }), text('b', { action_id: 'b2' }), other];
  const after = view(...changed, actions(select), text('e'));
  assert.deepEqual(kept(before, after), new Set([placeKey('a', 'a'), placeKey('d', 's')]));
});

test('names of blocks that mean something to JavaScript are only names', () => {
  const shown = view(text('__proto__'), text('constructor'));
  const values = valuesOf(shown, new Map([['__proto__', 'x'], ['constructor', 'y']]));
  assert.equal(JSON.stringify(values), '{"__proto__":"x","constructor":"y"}');
  assert.deepEqual(Object.keys(problemsOf(shown, new Map())), ['__proto__', 'constructor']);
});

test('what a person entered makes no new version of a view, what the app gives does', () => {
  const view = { id: 'V1', hash: '1.a', blocks: [{ block_id: 'b' }], state: { values: {} } };
  assert.equal(versionOf({ ...view, state: { values: { b: { a: { value: 'typed' } } } } }), versionOf(view));
  assert.notEqual(versionOf({ ...view, hash: '2.b' }), versionOf(view));
});
