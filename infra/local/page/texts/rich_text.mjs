/** Shows `rich_text`: what Slack attaches to the messages that people write. */

import { broadcastNode, channelNode, dateNode, emojiNode, linkNode, userNode } from './mrkdwn.mjs';
import { appendLines, fragment, make } from '../parts/nodes.mjs';

/** How many emoji alone in a message are shown large. */
const JUMBO_MAX = 23;
const DEEPEST = 8;

/** Shows a `rich_text` block. Elements of unknown types are named. */
export function renderRichText(block, context) {
  const parts = (block.elements ?? []).map((element) => part(element, context));
  const jumbo = isEmojiAlone(block) ? ' k-jumbo' : '';
  return make('div', { class: `k-block k-rich${jumbo}` }, ...parts);
}

function part(element, context) {
  const inside = () => pieces(element.elements ?? [], context);
  switch (element.type) {
    case 'rich_text_section': return make('div', {}, inside());
    case 'rich_text_quote': return make('blockquote', { class: 'k-quote' }, inside());
    case 'rich_text_preformatted': return make('pre', { class: 'k-pre' }, inside());
    case 'rich_text_list': return list(element, context);
    default: return make('div', { class: 'k-unknown' }, `Not shown here: ${element.type}`);
  }
}

/** Slack sends a nested list as a list of its own with an indent. */
function list(element, context) {
  const indent = Math.min(element.indent ?? 0, DEEPEST);
  const ordered = element.style === 'ordered';
  const items = (element.elements ?? []).map((item) => make('li', {}, pieces(item.elements ?? [], context)));
  const start = ordered && element.offset ? element.offset + 1 : null;
  const bar = element.border ? ' k-barred' : '';
  return make(ordered ? 'ol' : 'ul', { class: `k-list k-indent-${indent}${bar}`, start }, ...items);
}

function isEmojiAlone({ elements = [] }) {
  const all = elements.length === 1 && elements[0].type === 'rich_text_section' ? elements[0].elements ?? [] : [];
  const emoji = all.filter(({ type }) => type === 'emoji');
  const others = all.filter(({ type, text }) => type !== 'emoji' && !(type === 'text' && text.trim() === ''));
  return emoji.length > 0 && emoji.length <= JUMBO_MAX && others.length === 0;
}

function pieces(elements, context) {
  return fragment(...elements.map((element) => styled(piece(element, context), element.style)));
}

function piece(element, context) {
  switch (element.type) {
    case 'text': return lines(element.text ?? '');
    case 'link': return linkNode(element.url, element.text || element.url);
    case 'emoji': return emoji(element);
    case 'user': return userNode(element.user_id, null, context);
    case 'channel': return channelNode(element.channel_id, null, context);
    case 'usergroup': return make('span', { class: 'k-mention' }, `@${element.usergroup_id}`);
    case 'broadcast': return broadcastNode(element.range);
    case 'date': return dateNode(element.timestamp, element.format ?? '', element.url, element.fallback);
    case 'color': return color(element.value ?? '');
    default: return make('span', { class: 'k-unknown' }, `Not shown here: ${element.type}`);
  }
}

function lines(text) {
  const all = fragment();
  appendLines(all, text);
  return all;
}

function emoji({ name, skin_tone: tone }) {
  return emojiNode(tone ? `${name}::skin-tone-${tone}` : name) ?? document.createTextNode(`:${name}:`);
}

/** A colour's code with a spot of it before. */
function color(value) {
  const spot = make('span', { class: 'k-color', 'aria-hidden': 'true' });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) spot.style.backgroundColor = value;
  return make('span', {}, spot, value);
}

const STYLES = { code: ['code', 'k-code'], bold: ['strong'], italic: ['em'], strike: ['s'], underline: ['u'] };

function styled(node, style = {}) {
  const worn = Object.entries(STYLES).filter(([name]) => style[name]);
  return worn.reduce((inner, [, [tag, name]]) => make(tag, { class: name }, inner), node);
}
