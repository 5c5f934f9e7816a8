import assert from 'node:assert/strict';
import test from 'node:test';

import { belongsTo, entriesOf, newestFirst, tookText } from '../../../infra/local/page/flow/flow_filter.mjs';
import { FAULTS, METHODS, PRESETS, grouped } from '../../../infra/local/page/faults/fault_list.mjs';
import { broadcastsOf, dayText, goesOn, keyOf, keyOfBroadcast, sameDay, tsAfter } from '../../../infra/local/page/slack/arrange.mjs';
import { hueOf, initialsOf } from '../../../infra/local/page/parts/initials.mjs';
import {
  firstChannel,
  firstPerson,
  joinableBy,
  peopleOf,
  roleOf,
  sidebarOf,
  titleOf,
} from '../../../infra/local/page/slack/questions.mjs';
import { TOUR_STEPS, stepAfter } from '../../../infra/local/page/tour/tour_steps.mjs';
import { apply, emptyState } from '../../../infra/local/page/live/state.mjs';
import { channel, now, ticket, user } from './worlds.mjs';

const ANA = ticket('01B', 'm1', 'C7', 'Active', 5);
const entry = (number, ...ids) => ({ number, ids });

test('a ticket’s entries name it, its member or its inbox channel, and did not come before it', () => {
  assert.equal(belongsTo(ANA, entry(5, '01B')), true);
  assert.equal(belongsTo(ANA, entry(6, 'm1', 'x')), true);
  assert.equal(belongsTo(ANA, entry(7, 'C7')), true);
  assert.equal(belongsTo(ANA, entry(4, 'm1')), false);
  assert.equal(belongsTo(ANA, entry(8, 'm2')), false);
  assert.deepEqual(
    entriesOf([entry(4, 'm1'), entry(5, 'm1')], ANA).map((it) => it.number),
    [5],
  );
  assert.equal(entriesOf([entry(4, 'm1')], undefined).length, 1);
});

test('what is another ticket’s of the same member is not this one’s', () => {
  const earlier = ticket('01A', 'm1', 'C7', 'Closed', 2);
  const all = [earlier, ANA, ticket('01C', 'm2', null, 'Pending', 3)];
  const of = (it, number, ...ids) => belongsTo(it, entry(number, ...ids), all);
  assert.deepEqual([of(earlier, 3, 'm1'), of(earlier, 6, 'm1'), of(earlier, 7, 'C7')], [true, false, false]);
  assert.deepEqual([of(earlier, 9, '01A', 'm1'), of(ANA, 9, '01A', 'm1'), of(ANA, 9, '01A', '01B')], [true, false, true]);
  assert.equal(of(earlier, 4, 'm1', '01B'), false, 'before its own first entry it is the next ticket’s already');
});

test('a ticket without an inbox channel does not gather what has no id', () => {
  assert.equal(belongsTo({ ...ANA, inbox: null }, entry(9)), false);
});

test('the newest ticket is offered first; latencies read as people say them', () => {
  assert.deepEqual(
    newestFirst([ticket('01A'), ticket('01B')]).map((it) => it.ticket),
    ['01B', '01A'],
  );
  assert.deepEqual([null, 0, 840.4, 1234].map(tookText), ['', '0 ms', '840 ms', '1.2 s']);
});

test('every preset plans what is known, and every method has its group', () => {
  for (const { method, fault } of PRESETS.flatMap((preset) => preset.plans)) {
    assert.ok(METHODS.includes(method), method);
    assert.ok(fault === undefined || FAULTS.some((it) => it.value === fault), fault);
  }
  assert.deepEqual(
    grouped(METHODS).map((group) => [group.whose, group.methods.length]),
    [
      ['Slack', 27],
      ['Chatbot platform', 5],
      ['DynamoDB', 9],
      ['SQS', 9],
    ],
  );
});

const said = (ts, more = {}) => ({ ts: `${ts}.000000`, user: 'U1', username: null, subtype: null, ...more });

test('a message goes on what the same speaker said less than five minutes before', () => {
  const noon = new Date(2026, 4, 4, 12).getTime() / 1000;
  assert.equal(goesOn(said(noon), said(noon + 299)), true);
  assert.equal(goesOn(said(noon), said(noon + 301)), false);
  assert.equal(goesOn(undefined, said(noon)), false);
  assert.equal(goesOn(said(noon), said(noon + 1, { user: 'U2' })), false);
  assert.equal(goesOn(said(noon, { username: 'Ana' }), said(noon + 1)), false);
  assert.equal(goesOn(said(noon), said(noon + 1, { to: 'U1' })), false);
  assert.equal(goesOn(said(noon, { subtype: 'tombstone' }), said(noon + 1)), false);
});

test('replies that were also sent to the channel know their parent, and stand beside the reply of their ts', () => {
  const reply = (ts, is_broadcast) => said(ts, { is_broadcast });
  const parent = said(1, { thread: [reply(2, false), reply(3, true)] });
  assert.deepEqual(broadcastsOf(parent), [{ ...reply(3, true), thread_ts: '1.000000' }]);
  assert.deepEqual(broadcastsOf(said(1)), []);
  assert.deepEqual([parent, ...broadcastsOf(parent)].map(keyOf), ['1.000000', keyOfBroadcast('3.000000')]);
  assert.ok(keyOfBroadcast('3.000000') > '3.000000' && keyOfBroadcast('3.000000') < '3.000001');
});

test('the ts after another is a microsecond later', () => {
  assert.equal(tsAfter('1795362402.803000'), '1795362402.803001');
  assert.equal(tsAfter('1795362402.999999'), '1795362403.000000');
});

test('days are told apart at the reader’s midnight', () => {
  const midnight = new Date(2026, 4, 4).getTime() / 1000;
  assert.equal(sameDay(`${midnight - 1}.5`, `${midnight}.5`), false);
  const noon = (midnight + 43_200) * 1000;
  assert.equal(dayText(`${midnight}.5`, noon), 'Today');
  assert.equal(dayText(`${midnight - 1}.5`, noon), 'Yesterday');
  assert.equal(dayText(`${midnight - 86_400 * 2}.5`, noon), 'Saturday 2 May');
});

test('a picture has initials, and always the same colour', () => {
  assert.deepEqual(['Ana Lima', 'Finn of Northwind', 'May', '4915112345678', ''].map(initialsOf), [
    'AL',
    'FN',
    'M',
    '78',
    '?',
  ]);
  assert.equal(hueOf('U1'), hueOf('U1'));
  assert.ok(hueOf('U07BEN00001') < 8);
});

const peopled = () =>
  apply(
    emptyState(),
    now({
      users: [
        user('U1', 'Ben'),
        user('UBOT', 'Slack Inbox', { is_bot: true }),
        user('USLACKBOT', 'Slackbot'),
        user('U2', 'Lea', { is_deactivated: true }),
        user('U3', 'May', { is_owner: true }),
        user('U4', 'Gus', { is_guest: true }),
        user('U5', 'Sina', { is_guest: true, is_single_channel_guest: true }),
        user('U6', 'Finn', { is_foreign: true }),
      ],
      channels: [
        channel('C1', 'general'),
        channel('C2', 'support-team', { kind: 'private' }),
        channel('C3', 'old', { is_archived: true }),
        channel('C4', 'elsewhere', { members: ['U3'] }),
        channel('C5', 'secret', { kind: 'private', members: ['U3'] }),
        channel('D1', '', { kind: 'direct', members: ['U1', 'UBOT'] }),
      ],
    }),
  );

test('everybody who can act is offered with their role, deactivated people last, bots never', () => {
  assert.deepEqual(
    peopleOf(peopled()).map((it) => `${it.name}: ${roleOf(it)}`),
    [
      'Ben: agent',
      'May: owner & admin',
      'Gus: guest',
      'Sina: single-channel guest',
      'Finn: other organisation',
      'Lea: deactivated',
    ],
  );
  assert.equal(firstPerson(peopled()), 'U1');
});

test('a sidebar holds what its person is in, and what they could join is theirs to browse', () => {
  const state = peopled();
  const { channels, directs, archived } = sidebarOf(state, 'U1');
  assert.deepEqual(
    [channels, directs, archived].map((list) => list.map((it) => it.id)),
    [['C1', 'C2'], ['D1'], ['C3']],
  );
  assert.equal(titleOf(state, state.channels.get('D1'), 'U1'), 'Slack Inbox');
  assert.deepEqual(
    joinableBy(state, 'U1').map((it) => it.id),
    ['C4'],
  );
  assert.equal(firstChannel(state, 'U1'), 'C2');
  assert.equal(firstChannel(state, 'U6'), null);
});

test('the tour advances by what happened, never back, and ends with the answer', () => {
  const last = TOUR_STEPS.length - 1;
  assert.equal(stepAfter(0, { tickets: [], answered: false }), 0);
  assert.equal(stepAfter(0, { tickets: [{ status: 'Pending' }], answered: false }), 1);
  assert.equal(stepAfter(1, { tickets: [{ status: 'Active' }], answered: false }), 2);
  assert.equal(stepAfter(2, { tickets: [{ status: 'Closed' }], answered: false }), 2);
  assert.equal(stepAfter(2, { tickets: [{ status: 'Active' }], answered: true }), last);
  assert.equal(stepAfter(last, { tickets: [], answered: false }), last);
});
