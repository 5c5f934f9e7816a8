import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emojiOf, setEmoji } from '../../../infra/local/page/texts/emoji.mjs';
import { loadableImage, safeUrl } from '../../../infra/local/page/texts/links.mjs';

setEmoji({ wave: '👋', v: '✌️', mag: '🔍', 'woman-technologist': '👩‍💻' });

test('a shortcode has its emoji, and an unknown one none', () => {
  assert.equal(emojiOf('wave'), '👋');
  assert.equal(emojiOf('nobody-knows'), null);
  assert.equal(emojiOf('constructor'), null);
});

test('a skin tone goes to the hand or the person, and to nothing else', () => {
  assert.equal(emojiOf('wave::skin-tone-3'), '👋🏼');
  assert.equal(emojiOf('v::skin-tone-6'), '✌🏿');
  assert.equal(emojiOf('woman-technologist::skin-tone-2'), '👩🏻‍💻');
  assert.equal(emojiOf('mag::skin-tone-2'), '🔍');
  assert.equal(emojiOf('nobody-knows::skin-tone-2'), null);
});

test('only web and mail addresses are links', () => {
  assert.equal(safeUrl('https://x.example/a?b=1'), 'https://x.example/a?b=1');
  assert.equal(safeUrl('mailto:a@x.example'), 'mailto:a@x.example');
  for (const bad of ['javascript:alert(1)', '\u0001javascript:alert(1)', 'data:text/html,x', '/path', '', 'x', null]) {
    assert.equal(safeUrl(bad), null, String(bad));
  }
});

test('images are loaded from the page itself or from the text, never from the network', () => {
  const page = 'http://127.0.0.1:3000/';
  assert.equal(loadableImage('/page/a.png', page), 'http://127.0.0.1:3000/page/a.png');
  assert.equal(loadableImage('data:image/png;base64,AA', page), 'data:image/png;base64,AA');
  const other = ['https://x.example/a.png', '//x.example/a.png', 'http://127.0.0.1:3001/a.png'];
  for (const bad of [...other, 'data:text/html,x', 'javascript:1']) {
    assert.equal(loadableImage(bad, page), null, bad);
  }
});
