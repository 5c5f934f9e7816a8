import assert from 'node:assert/strict';
import test from 'node:test';

import { CHAT_KEPT, ENTRIES_KEPT, apply, emptyState } from '../../../infra/local/page/live/state.mjs';
import { channel, now, ticket, user } from './worlds.mjs';

const started = () => apply(emptyState(), now());

test('the first event replaces everything', () => {
  const state = apply(started(), now({ channels: [channel('C9', 'other')] }));
  assert.deepEqual([...state.channels.keys()], ['C9']);
  assert.equal(state.ready, true);
});

test('a message moves the newest time of its channel, an update of an older one does not', () => {
  const state = started();
  apply(state, { kind: 'message', channel: 'C1', message: { ts: '1700000002.000000' } });
  apply(state, { kind: 'message', channel: 'C1', message: { ts: '1700000001.000000' } });
  assert.equal(state.channels.get('C1').last_ts, '1700000002.000000');
});

test('a message of a channel that is not known changes nothing', () => {
  const state = apply(started(), { kind: 'message', channel: 'C404', message: { ts: '1700000002.000000' } });
  assert.equal(state.channels.has('C404'), false);
});

test('channels, people, homes, views and tickets are replaced by their ids', () => {
  const state = started();
  apply(state, { kind: 'channel', channel: channel('C1', 'renamed') });
  apply(state, { kind: 'user', user: { ...user('U1', 'Ben'), is_deactivated: true } });
  apply(state, { kind: 'home', home: { user: 'U1', view: { id: 'V1' } } });
  apply(state, { kind: 'views', views: [{ user: 'U1', view: { id: 'V2' } }] });
  apply(state, { kind: 'ticket', ticket: ticket('01A', 'm1', 'C2', 'Active', 3) });
  assert.equal(state.channels.get('C1').name, 'renamed');
  assert.equal(state.users.get('U1').is_deactivated, true);
  assert.equal(state.homes.get('U1').view.id, 'V1');
  assert.equal(state.views.length, 1);
  assert.equal(state.tickets.get('01A').status, 'Active');
  apply(state, { kind: 'channel_gone', channel: 'C1' });
  assert.equal(state.channels.has('C1'), false);
});

test('a customer changes without losing the chat', () => {
  const state = started();
  apply(state, { kind: 'chat', member: 'm1', message: { id: 'a', text: 'Hello' } });
  apply(state, { kind: 'customer', customer: { member: 'm1', name: 'Ana', liveChat: true } });
  assert.equal(state.customers.get('m1').liveChat, true);
  assert.equal(state.customers.get('m1').messages.length, 1);
});

test('a chat message that comes again replaces the first: its status became another', () => {
  const state = started();
  apply(state, { kind: 'chat', member: 'm1', message: { id: 'a', status: null } });
  apply(state, { kind: 'chat', member: 'm1', message: { id: 'a', status: 'READ' } });
  assert.deepEqual(state.customers.get('m1').messages, [{ id: 'a', status: 'READ' }]);
});

test('a long chat forgets its beginning', () => {
  const state = started();
  for (let id = 0; id < CHAT_KEPT + 5; id += 1) apply(state, { kind: 'chat', member: 'm1', message: { id } });
  assert.equal(state.customers.get('m1').messages.length, CHAT_KEPT);
  assert.equal(state.customers.get('m1').messages[0].id, 5);
});

test('flow entries stand by number, and an ended call replaces the one that began', () => {
  const state = started();
  for (const number of [1, 3, 2]) apply(state, { kind: 'flow', entry: { number, ending: 'open' } });
  apply(state, { kind: 'flow', entry: { number: 2, ending: 'done' } });
  assert.deepEqual(state.entries.map((entry) => [entry.number, entry.ending]), [[1, 'open'], [2, 'done'], [3, 'open']]);
});

test('old flow entries are forgotten', () => {
  const state = started();
  for (let number = 1; number <= ENTRIES_KEPT + 3; number += 1) apply(state, { kind: 'flow', entry: { number } });
  assert.equal(state.entries.length, ENTRIES_KEPT);
  assert.equal(state.entries[0].number, 4);
});

test('a kind that is not known changes nothing', () => {
  assert.deepEqual(apply(started(), { kind: 'weather', sun: true }), started());
});
