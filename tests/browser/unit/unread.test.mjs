import assert from 'node:assert/strict';
import test from 'node:test';

import { Read, calls, isUnread } from '../../../infra/local/page/live/unread.mjs';
import { channel } from './worlds.mjs';

const storage = (kept = {}) => ({
  kept,
  getItem: (key) => kept[key] ?? null,
  setItem(key, text) {
    kept[key] = text;
  },
});

test('a channel is unread from its first message until that one was read', () => {
  assert.equal(isUnread(channel('C1', 'a'), undefined), false);
  const talked = channel('C1', 'a', { last_ts: '1700000002.000000' });
  assert.equal(isUnread(talked, undefined), true);
  assert.equal(isUnread(talked, '1700000001.999999'), true);
  assert.equal(isUnread(talked, '1700000002.000000'), false);
});

test('reading only goes forward, for each person by themselves, and outlives the page', () => {
  const place = storage();
  const read = new Read(place);
  assert.equal(read.mark('U1', 'C1', '1700000002.000000'), true);
  assert.equal(read.mark('U1', 'C1', '1700000001.000000'), false);
  assert.equal(new Read(place).until('U1', 'C1'), '1700000002.000000');
  assert.equal(read.until('U2', 'C1'), undefined);
});

test('calls are counted once a message, until they are read', () => {
  const read = new Read(storage());
  for (const ts of ['1', '1', '2']) read.called('U1', 'C1', ts);
  assert.equal(read.callsOf('U1', 'C1'), 2);
  read.mark('U1', 'C1', '2');
  assert.equal(read.callsOf('U1', 'C1'), 0);
});

test('a broken storage costs the marks, not the page', () => {
  const broken = {
    getItem: () => '{',
    setItem() {
      throw new Error('full');
    },
  };
  const read = new Read(broken);
  assert.equal(read.mark('U1', 'C1', '1'), true);
  assert.equal(read.until('U1', 'C1'), '1');
});

test('somebody is called by name and with everybody, in texts, blocks and rich text', () => {
  assert.equal(calls({ text: 'Look, <@U1>' }, 'U1'), true);
  assert.equal(calls({ text: 'Look, <@U12>' }, 'U1'), false);
  assert.equal(calls({ text: '<!here> a ticket waits' }, 'U1'), true);
  assert.equal(calls({ text: '', blocks: [{ type: 'section', text: { text: '<@U1>' } }] }, 'U1'), true);
  assert.equal(calls({ text: '', blocks: [{ elements: [{ type: 'user', user_id: 'U1' }] }] }, 'U1'), true);
  assert.equal(calls({ text: 'nobody' }, 'U1'), false);
});
