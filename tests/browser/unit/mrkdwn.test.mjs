import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setEmoji } from '../../../infra/local/page/texts/emoji.mjs';
import { parseMrkdwn } from '../../../infra/local/page/texts/mrkdwn_tree.mjs';

setEmoji({ wave: '👋', mag: '🔍', '+1': '👍' });

/** The tree in one line: `bold(…)`, texts in quotes. */
function told(nodes) {
  return nodes.map((node) => {
    if (node.type === 'text') return JSON.stringify(node.text);
    if (node.children) return `${node.type}(${told(node.children)})`;
    const { type, ...rest } = node;
    return `${type}[${Object.values(rest).join(' | ')}]`;
  }).join(' ');
}

const read = (text, options) => told(parseMrkdwn(text, options));

/** Every text in the tree, in order: what a person can read of it. */
const texts = (nodes) => nodes.map((node) => node.text ?? (node.children ? texts(node.children) : '')).join('');

test('bold, italic and strike are read, in each other too', () => {
  assert.equal(read('*a* _b_ ~c~'), 'bold("a") " " italic("b") " " strike("c")');
  assert.equal(read('*a _b ~c~_*'), 'bold("a " italic("b " strike("c")))');
  assert.equal(read('_*both*_'), 'italic(bold("both"))');
});

test('a mark counts only at the edge of a word', () => {
  assert.equal(read('2*3*4 snake_case_name'), '"2*3*4 snake_case_name"');
  assert.equal(read('* a* *b *'), '"* a* *b *"');
  assert.equal(read('(*a*), "*b*"!'), '"(" bold("a") "), \\"" bold("b") "\\"!"');
  assert.equal(read('é*x*é 你*好*'), '"é*x*é 你*好*"');
});

test('marks that are not closed, empty or doubled are text', () => {
  for (const text of ['*a', 'a*', '**', '**a**', '* *', '~~a~~', '_', '*a\nb*']) {
    assert.equal(read(text), JSON.stringify(text));
  }
});

test('code keeps its marks and emoji, and preformatted text its lines', () => {
  assert.equal(read('`*a* :wave:`'), 'code("*a* :wave:")');
  assert.equal(read('see ```\n*a*\n  b\n``` then'), '"see " pre("*a*\\n  b") " then"');
  assert.equal(read('*a `b* c` d*'), 'bold("a " code("b* c") " d")');
  assert.equal(read('``` ```'), '"``` ```"');
});

test('quoted lines that follow each other are one quote, and the line break after it is taken', () => {
  assert.equal(read('a\n> b\n&gt; *c*\nd'), '"a" quote("b\\n" bold("c")) "d"');
  assert.equal(read('a > b'), '"a > b"');
  assert.equal(read('&gt;&gt;&gt;a\nb'), 'quote("a\\nb")');
  assert.equal(read('>'), 'quote()');
});

test('what a customer writes in a quote can not end it or begin another', () => {
  assert.equal(read('> ```\n> x\n> ```\nours'), 'quote(pre("x")) "ours"');
  assert.equal(read('> &gt; deep\n> ```\nours'), 'quote("> deep\\n```") "ours"');
});

test('lists stay as they are typed, as Slack leaves them', () => {
  assert.equal(read('• one\n- two\n1. three'), '"• one\\n- two\\n1. three"');
});

test('mentions, channels, groups and calls to everyone are read', () => {
  assert.equal(read('<@U1> <@U2|ben>'), 'user[U1 | ] " " user[U2 | ben]');
  assert.equal(read('<#C1> <#C2|team>'), 'channel[C1 | ] " " channel[C2 | team]');
  assert.equal(read('<!here> <!channel>'), 'broadcast[here] " " broadcast[channel]');
  assert.equal(read('<!subteam^S1|@crew>'), 'usergroup[S1 | @crew]');
});

test('dates are read with their link and their fallback', () => {
  assert.equal(
    read('<!date^1790000000^{date} at {time}^https://x.example/?a=1&amp;b=2|then &amp; there>'),
    'date[1790000000 | {date} at {time} | https://x.example/?a=1&b=2 | then & there]',
  );
  assert.equal(read('<!date^1^{time}|x>'), 'date[1 | {time} |  | x]');
});

test('links are http, https and mailto, and nothing else becomes one', () => {
  assert.equal(read('<https://x.example/?a=1&amp;b=2|A &lt;b&gt;>'), 'link[https://x.example/?a=1&b=2 | A <b>]');
  assert.equal(read('<mailto:a@x.example|write>'), 'link[mailto:a@x.example | write]');
  const hostile = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', ' javascript:alert(1)',
    'data:text/html,<x', 'vbscript:x', 'file:///etc/passwd', 'blob:https://x.example/1', 'slack://open', '//x.example'];
  for (const url of hostile) {
    const links = JSON.stringify(parseMrkdwn(`<${url}|click me>`, { verbatim: true })).includes('"link"');
    assert.equal(links, false, url);
  }
});

test('plain addresses become links, unless the text is verbatim', () => {
  assert.equal(read('see https://x.example/a_b_c?d=1&amp;e.'), '"see " link[https://x.example/a_b_c?d=1&e | ] "."');
  assert.equal(read('see https://x.example.', { verbatim: true }), '"see https://x.example."');
  assert.equal(read('xhttps://x.example'), '"xhttps://x.example"');
});

test('known shortcodes become emoji, and times of day do not', () => {
  assert.equal(read(':wave: :+1: :wave::skin-tone-3:'), 'emoji[wave] " " emoji[+1] " " emoji[wave::skin-tone-3]');
  assert.equal(read('10:30:00 :nobody-knows: :30:wave:'), '"10:30:00 :nobody-knows: :30" emoji[wave]');
});

test('entities are resolved once', () => {
  assert.equal(read('&lt;b&gt; &amp;lt; &quot; &#60;'), '"<b> &lt; &quot; &#60;"');
});

test('escaped text never becomes a token', () => {
  assert.equal(read('&lt;!channel&gt; &lt;@U1&gt; &lt;https://x.example|y&gt;', { verbatim: true }),
    '"<!channel> <@U1> <https://x.example|y>"');
});

test('tokens that Slack does not know stay text', () => {
  const unknown = '<script>alert(1)</script> <!boo> <@> <#x y> <>';
  assert.equal(read(unknown), JSON.stringify(unknown));
});

test('no text is lost whatever the marks', () => {
  const marks = ['*', '_', '~', '`', 'a', ' ', '\n'];
  for (let number = 0; number < 7 ** 5; number += 1) {
    const text = [...number.toString(7).padStart(5, '0')].map((digit) => marks[digit]).join('');
    const letters = (all) => all.replace(/[^a]/g, '').length;
    assert.equal(letters(texts(parseMrkdwn(text))), letters(text), JSON.stringify(text));
  }
});

test('long hostile texts are read in no time', () => {
  const begun = performance.now();
  const units = ['*a ', '_*~', '<', '`', '```', '> ', ':a', '<@', '*_', 'http://'];
  for (const unit of units) parseMrkdwn(unit.repeat(3000 / unit.length));
  assert.ok(performance.now() - begun < 1000);
});
