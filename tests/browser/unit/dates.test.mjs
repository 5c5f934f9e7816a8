import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatDate } from '../../../infra/local/page/texts/dates.mjs';

const at = (iso) => Date.parse(iso) / 1000;
const reader = { zone: 'UTC', hour12: true, now: Date.parse('2026-09-22T12:00:00Z') };
const shown = (iso, format, more) => formatDate(at(iso), format, { ...reader, ...more });

test('each format is as Slack documents it', () => {
  const old = '2014-02-18T06:39:42Z';
  assert.equal(shown(old, '{date_num}'), '2014-02-18');
  assert.equal(shown(old, '{date}'), 'February 18th, 2014');
  assert.equal(shown(old, '{date_short}'), 'Feb 18, 2014');
  assert.equal(shown(old, '{date_long}'), 'Tuesday, February 18th, 2014');
  assert.equal(shown(old, '{date_pretty}'), 'February 18th, 2014');
  assert.equal(shown(old, '{date_short_pretty} at {time}'), 'Feb 18, 2014 at 6:39 AM');
  assert.equal(shown(old, '{date_long_pretty}, {time_secs}'), 'Tuesday, February 18th, 2014, 6:39:42 AM');
  assert.equal(shown(old, '{ago}'), '12 years ago');
});

test('the year is left out of what is less than six months away', () => {
  assert.equal(shown('2026-06-01T00:00:00Z', '{date}'), 'June 1st');
  assert.equal(shown('2026-01-01T00:00:00Z', '{date}'), 'January 1st, 2026');
});

test('yesterday, today and tomorrow are days of the reader, capital where they come first', () => {
  assert.equal(shown('2026-09-22T00:00:00Z', '{date_short_pretty} {time}'), 'Today 12:00 AM');
  assert.equal(shown('2026-09-21T23:59:59Z', 'on {date_pretty}'), 'on yesterday');
  assert.equal(shown('2026-09-23T23:59:59Z', '{date_long_pretty}'), 'Tomorrow');
  assert.equal(shown('2026-09-22T23:00:00Z', '{date_pretty}', { zone: 'Asia/Hong_Kong' }), 'Tomorrow');
});

test('times are in the reader\'s zone and clock', () => {
  assert.equal(shown('2026-09-22T12:05:00Z', '{time}'), '12:05 PM');
  assert.equal(shown('2026-09-22T00:05:09Z', '{time_secs}', { hour12: false }), '00:05:09');
  assert.equal(shown('2026-09-22T12:05:00Z', '{time}', { zone: 'Asia/Kolkata', hour12: false }), '17:35');
});

test('days have their endings', () => {
  const days = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map((day) => String(day).padStart(2, '0'));
  const ends = days.map((day) => shown(`2026-10-${day}T00:00:00Z`, '{date}'));
  assert.deepEqual(ends.map((date) => date.slice(8)),
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '23rd', '31st']);
});

test('how long ago is told in the largest unit', () => {
  const ago = (seconds) => formatDate(reader.now / 1000 - seconds, '{ago}', reader);
  assert.deepEqual([5, 60, 200, 3600, 90000, 5184000, -7200].map(ago),
    ['just now', '1 minute ago', '3 minutes ago', '1 hour ago', '1 day ago', '2 months ago', 'in 2 hours']);
});

test('what is no time or no format is told apart, so that the fallback is shown', () => {
  for (const bad of ['', 'x', '1e3', '12.5', '99999999999999999999', null, undefined]) {
    assert.equal(formatDate(bad, '{date}', reader), null, String(bad));
  }
  assert.equal(formatDate(0, 'no token', reader), null);
  assert.equal(formatDate(0, '{constructor}', reader), null);
  assert.equal(formatDate(0, '{date_num} {other}', reader), '1970-01-01 {other}');
});
