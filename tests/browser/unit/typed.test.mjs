import assert from 'node:assert/strict';
import test from 'node:test';

import { nameBeingTyped, suggestions, tokensOf, typedOf } from '../../../infra/local/page/texts/typed.mjs';

const PEOPLE = [{ id: 'U1', name: 'Ben' }, { id: 'U2', name: 'Ben Okafor' }, { id: 'U3', name: 'Chloe Martin' }];
const CHANNELS = [{ id: 'C1', name: 'support' }, { id: 'C2', name: 'support-team' }];

test('names become mentions, the longer one first', () => {
  assert.equal(tokensOf('@Ben Okafor and @Ben', PEOPLE), '<@U2> and <@U1>');
  assert.equal(tokensOf('(@chloe martin)', PEOPLE), '(<@U3>)');
});

test('what goes on as a word, stands in one, or is a token already is no mention', () => {
  for (const text of ['@Benny', 'mail@Ben', '<@U1>']) assert.equal(tokensOf(text, PEOPLE), text);
});

test('channels and everybody become tokens', () => {
  assert.equal(tokensOf('see #support-team and #support', PEOPLE, CHANNELS), 'see <#C2> and <#C1>');
  assert.equal(tokensOf('@here and @channel', PEOPLE), '<!here> and <!channel>');
  assert.equal(tokensOf('me@here.example', PEOPLE), 'me@here.example');
});

test('names with signs of their own are taken as they are', () => {
  assert.equal(tokensOf('@A. (B) [C]', [{ id: 'U9', name: 'A. (B) [C]' }]), '<@U9>');
});

test('a text is edited as it was typed, and comes out the same', () => {
  const name = (id) => PEOPLE.find((it) => it.id === id).name;
  const typed = typedOf('<@U2> in <#C2>: 1 &lt; 2 &amp; <https://a.example/b|a> <!here>', name, () => 'support-team');
  assert.equal(typed, '@Ben Okafor in #support-team: 1 < 2 & https://a.example/b @here');
  assert.equal(tokensOf('@Ben Okafor in #support-team', PEOPLE, CHANNELS), '<@U2> in <#C2>');
});

test('a name is being typed after an @ at a word’s begin, two words at most', () => {
  assert.deepEqual(nameBeingTyped('Hi @Be', 6), { from: 3, part: 'Be' });
  assert.deepEqual(nameBeingTyped('@Ben Ok', 7), { from: 0, part: 'Ben Ok' });
  assert.deepEqual(nameBeingTyped('@', 1), { from: 0, part: '' });
  assert.equal(nameBeingTyped('a@b', 3), null);
  assert.equal(nameBeingTyped('@Ben Okafor is', 14), null);
});

test('who fits is offered by the begin of any word of the name', () => {
  assert.deepEqual(suggestions('ok', PEOPLE).map((it) => it.id), ['U2']);
  assert.deepEqual(suggestions('ben', PEOPLE).map((it) => it.id), ['U1', 'U2']);
  assert.equal(suggestions('zz', PEOPLE).length, 0);
});
