/** Shows Slack's texts: `mrkdwn`, `plain_text`, and the small pieces that both they and rich text are made of. */

import { formatDate } from './dates.mjs';
import { emojiOf } from './emoji.mjs';
import { safeUrl } from './links.mjs';
import { parseMrkdwn } from './mrkdwn_tree.mjs';
import { appendLines, fragment, make } from '../parts/nodes.mjs';

/**
 * Shows a text in mrkdwn.
 * @param {string} text as Slack keeps it
 * @param {object} context who reads: `nameOfUser`, `nameOfChannel`, `me`, `openChannel`
 * @param {{verbatim?: boolean}} options verbatim makes no links of plain addresses
 * @returns {DocumentFragment}
 */
export function renderMrkdwn(text, context, { verbatim = false } = {}) {
  return renderTree(parseMrkdwn(text, { verbatim }), context);
}

/** Shows a `plain_text`: shortcodes become emoji unless `emoji` is false, everything else is what it is. */
export function renderPlain(text, { emoji = true } = {}) {
  const all = fragment();
  const pieces = emoji ? text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/) : [text];
  for (const [index, piece] of pieces.entries()) {
    const shown = index % 2 ? emojiNode(piece.slice(1, -1)) : null;
    if (shown) all.append(shown);
    else appendLines(all, piece);
  }
  return all;
}

/** Shows a text object of Block Kit, of either type. */
export function renderText(text, context) {
  if (!text) return fragment();
  const { text: words = '', verbatim = false, emoji = true } = text;
  return text.type === 'mrkdwn' ? renderMrkdwn(words, context, { verbatim }) : renderPlain(words, { emoji });
}

function renderTree(nodes, context) {
  const all = fragment();
  for (const node of nodes) {
    if (node.type === 'text') appendLines(all, node.text);
    else all.append(renderNode(node, context));
  }
  return all;
}

const HOLDING = {
  bold: ['strong', {}],
  italic: ['em', {}],
  strike: ['s', {}],
  code: ['code', { class: 'k-code' }],
  pre: ['pre', { class: 'k-pre' }],
  quote: ['blockquote', { class: 'k-quote' }],
};

function renderNode(node, context) {
  if (!Object.hasOwn(HOLDING, node.type)) return PIECES[node.type](node, context);
  const [tag, attributes] = HOLDING[node.type];
  return make(tag, attributes, renderTree(node.children, context));
}

const PIECES = {
  emoji: ({ name }) => emojiNode(name),
  link: ({ url, label }) => linkNode(url, label === null ? url.replace(/^mailto:/i, '') : renderPlain(label)),
  user: ({ id, label }, context) => userNode(id, label, context),
  channel: ({ id, label }, context) => channelNode(id, label, context),
  usergroup: ({ id, label }) => make('span', { class: 'k-mention' }, at(label ?? id)),
  broadcast: ({ range }) => broadcastNode(range),
  date: ({ seconds, format, url, fallback }) => dateNode(seconds, format, url, fallback),
};

const at = (name) => (name.startsWith('@') ? name : `@${name}`);

/** An emoji, named for those who hear the page; null where there is none of that name. */
export function emojiNode(name) {
  const emoji = emojiOf(name);
  const said = name.replace(/::skin-tone-\d$/, '').replaceAll('_', ' ');
  return emoji && make('span', { class: 'k-emoji', role: 'img', 'aria-label': said, title: `:${name}:` }, emoji);
}

/** A link that opens beside the page. What is no safe address shows its label alone. */
export function linkNode(url, shown) {
  const href = safeUrl(url);
  if (!href) return make('span', {}, shown);
  return make('a', { class: 'k-link', href, target: '_blank', rel: 'noopener noreferrer' }, shown);
}

/** A person's name as a chip; the reader's own stands out. */
export function userNode(id, label, context) {
  const name = context.nameOfUser?.(id) ?? label ?? id;
  const mine = id === context.me ? ' k-mention-me' : '';
  return make('span', { class: `k-mention${mine}` }, at(name));
}

/** A channel's name, which opens the channel. */
export function channelNode(id, label, context) {
  const name = context.nameOfChannel?.(id) ?? label ?? id;
  const link = make('a', { class: 'k-mention k-channel', href: `#${id}` }, name.startsWith('#') ? name : `#${name}`);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    context.openChannel?.(id);
  });
  return link;
}

/** `@here`, `@channel`, `@everyone`: they call the reader too. */
export function broadcastNode(range) {
  return make('span', { class: 'k-mention k-mention-me' }, `@${range}`);
}

/** A time in the reader's zone; the fallback where the format can't be read. */
export function dateNode(seconds, format, url, fallback) {
  const text = formatDate(seconds, format);
  if (text === null) return make('span', {}, fallback || String(seconds));
  const machine = new Date(Number(seconds) * 1000).toISOString();
  const time = make('time', { class: 'k-date', datetime: machine, title: fallback || null }, text);
  return url ? linkNode(url, time) : time;
}
