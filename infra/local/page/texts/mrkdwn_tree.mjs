/**
 * Reads Slack's mrkdwn into a tree, without any DOM. What can't be read as markup stays text, character by character.
 *
 * Nodes: `{type:'text',text}`, `{type:'bold'|'italic'|'strike'|'code'|'pre'|'quote',children}`,
 * `{type:'emoji',name}`, `{type:'link',url,label}` (the label a text or null),
 * `{type:'user'|'channel'|'usergroup',id,label}`, `{type:'broadcast',range}`,
 * `{type:'date',seconds,format,url,fallback}`.
 */

import { emojiOf } from './emoji.mjs';
import { safeUrl } from './links.mjs';

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' };
const FENCE = '```';
const QUOTE = /(?:>|&gt;)(?!(?:>|&gt;){2}) ?([^\n]*)(?:\n|$)/y;
/** Quotes all that follows. */
const LONG_QUOTE = /(?:>|&gt;){3} ?([^]*)/y;
const TOKEN = /<([^<>\n]+)>/y;
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y;
/** An address that nobody marked as a link; a full stop or bracket that ends the sentence is not part of it. */
const BARE_LINK = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}"'*_~`]/iy;

/**
 * Reads a text.
 * @param {string} text as Slack keeps it: `&`, `<` and `>` escaped unless they are markup
 * @param {{verbatim?: boolean}} options verbatim leaves plain addresses as text
 * @returns {object[]} the nodes
 */
export function parseMrkdwn(text, { verbatim = false } = {}) {
  return blocks(text, { verbatim }, true);
}

/** Resolves the three entities that Slack escapes, each once. */
export function unescapeEntities(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name]);
}

/** Takes what a sticky expression finds at a place. */
function matchAt(expression, text, at) {
  expression.lastIndex = at;
  return expression.exec(text);
}

/** Quotes and preformatted text, and the lines between them. */
function blocks(text, options, quotes) {
  const nodes = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const block = blockAt(text, at, options, quotes && isLineStart(text, at));
    if (!block) {
      at += 1;
      continue;
    }
    nodes.push(...lines(text.slice(from, at).replace(/\n$/, ''), options), block.node);
    from = at = block.end;
  }
  return [...nodes, ...lines(text.slice(from), options)];
}

const isLineStart = (text, at) => at === 0 || text[at - 1] === '\n';

function blockAt(text, at, options, canQuote) {
  if (text.startsWith(FENCE, at)) return preAt(text, at);
  return canQuote ? quoteAt(text, at, options) : null;
}

function preAt(text, at) {
  const close = text.indexOf(FENCE, at + FENCE.length);
  const inside = close < 0 ? '' : text.slice(at + FENCE.length, close).replace(/^\n|\n$/g, '');
  if (inside.trim() === '') return null;
  const after = close + FENCE.length;
  const end = text[after] === '\n' ? after + 1 : after;
  return { node: { type: 'pre', children: plainAndLinks(inside) }, end };
}

function quoteAt(text, at, options) {
  const long = matchAt(LONG_QUOTE, text, at);
  if (long) return { node: quote(long[1], options), end: text.length };
  const quoted = [];
  let end = at;
  for (let line = matchAt(QUOTE, text, end); line && end < text.length; line = matchAt(QUOTE, text, end)) {
    quoted.push(line[1]);
    end += line[0].length;
  }
  return quoted.length ? { node: quote(quoted.join('\n'), options), end } : null;
}

const quote = (text, options) => ({ type: 'quote', children: blocks(text, options, false) });

/** Marks do not reach over a line's end. */
function lines(text, options) {
  if (text === '') return [];
  const all = text.split('\n').map((line) => inline(line, options));
  return joined(all.flatMap((nodes, index) => (index ? [textNode('\n'), ...nodes] : nodes)));
}

const textNode = (text) => ({ type: 'text', text });

/** Neighbouring texts as one. */
function joined(nodes) {
  const all = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.type === 'text' && last?.type === 'text') all[all.length - 1] = textNode(last.text + node.text);
    else all.push(node);
  }
  return all;
}

/** One line, or what stands between two marks of it. */
function inline(text, options) {
  const nodes = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const piece = pieceAt(text, at, options);
    if (!piece) {
      plain += text[at];
      at += 1;
      continue;
    }
    nodes.push(textNode(unescapeEntities(plain)), piece.node);
    plain = '';
    at = piece.end;
  }
  nodes.push(textNode(unescapeEntities(plain)));
  return joined(nodes.filter((node) => node.type !== 'text' || node.text !== ''));
}

function pieceAt(text, at, options) {
  switch (text[at]) {
    case '<': return tokenAt(text, at);
    case ':': return emojiAt(text, at);
    case '`': return codeAt(text, at);
    case '*': case '_': case '~': return markedAt(text, at, options);
    case 'h': case 'H': return options.verbatim ? null : bareLinkAt(text, at);
    default: return null;
  }
}

const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isBlank = (character) => character === undefined || /\s/.test(character);

/** The whole character that ends before a place, so that letters outside the basic plane count as letters. */
const before = (text, at) => [...text.slice(Math.max(0, at - 2), at)].at(-1);
const after = (text, at) => [...text.slice(at, at + 2)][0];

/**
 * A mark opens where no letter stands before it and no blank after it, and closes where it is the other way round.
 * Runs of one mark, as `**`, are text.
 */
function markedAt(text, at, options) {
  const mark = text[at];
  if (isWord(before(text, at)) || text[at - 1] === mark || isBlank(text[at + 1])) return null;
  const close = closing(text, at, mark);
  if (close < 0) return null;
  const children = inline(text.slice(at + 1, close), options);
  return { node: { type: MARKS[mark], children }, end: close + 1 };
}

function closing(text, open, mark) {
  for (let at = open + 1; at < text.length; at += 1) {
    const skipped = at > open && (matchAt(TOKEN, text, at) ?? codeAt(text, at)?.whole);
    if (skipped) at += skipped[0].length - 1;
    else if (text[at] === mark) {
      if (at === open + 1) return -1;
      if (!isBlank(text[at - 1]) && !isWord(after(text, at + 1)) && text[at + 1] !== mark) return at;
    }
  }
  return -1;
}

const CODE = /`([^`\n]+)`/y;

function codeAt(text, at) {
  if (text[at] !== '`' || isWord(before(text, at))) return null;
  const whole = matchAt(CODE, text, at);
  if (!whole || whole[1].trim() === '' || isWord(after(text, at + whole[0].length))) return null;
  return { node: { type: 'code', children: plainAndLinks(whole[1]) }, end: at + whole[0].length, whole };
}

/** In code only tokens mean something: marks and emoji are what they are. */
function plainAndLinks(text) {
  const nodes = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const token = text[at] === '<' ? tokenAt(text, at) : null;
    if (!token) {
      plain += text[at];
      at += 1;
      continue;
    }
    nodes.push(textNode(unescapeEntities(plain)), token.node);
    plain = '';
    at = token.end;
  }
  nodes.push(textNode(unescapeEntities(plain)));
  return nodes.filter((node) => node.type !== 'text' || node.text !== '');
}

function emojiAt(text, at) {
  const found = matchAt(EMOJI, text, at);
  if (!found || emojiOf(found[1]) === null) return null;
  return { node: { type: 'emoji', name: found[1] }, end: at + found[0].length };
}

function bareLinkAt(text, at) {
  const found = isWord(before(text, at)) ? null : matchAt(BARE_LINK, text, at);
  const url = found && unescapeEntities(found[0]);
  return url && safeUrl(url) ? { node: { type: 'link', url, label: null }, end: at + found[0].length } : null;
}

function tokenAt(text, at) {
  const found = matchAt(TOKEN, text, at);
  const node = found && token(found[1]);
  return node ? { node, end: at + found[0].length } : null;
}

const ID = /^[A-Z0-9]+$/;

/** What stands between angle brackets; null for what Slack does not know, which stays text. */
function token(inside) {
  const [head, label] = cut(inside, '|');
  const shown = label === null || label === '' ? null : unescapeEntities(label);
  if (/^[@#]/.test(head)) {
    const type = head[0] === '@' ? 'user' : 'channel';
    return ID.test(head.slice(1)) ? { type, id: head.slice(1), label: shown } : null;
  }
  if (head.startsWith('!')) return command(head.slice(1), shown);
  const url = unescapeEntities(head);
  return safeUrl(url) ? { type: 'link', url, label: shown } : null;
}

function command(head, label) {
  const [name, ...parts] = head.split('^');
  if (['here', 'channel', 'everyone'].includes(name)) return { type: 'broadcast', range: name };
  if (name === 'subteam' && ID.test(parts[0] ?? '')) return { type: 'usergroup', id: parts[0], label };
  if (name !== 'date') return null;
  const [seconds, format = '', ...url] = parts.map(unescapeEntities);
  return { type: 'date', seconds, format, url: url.length ? url.join('^') : null, fallback: label ?? '' };
}

function cut(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}
