/** One message as an `<article>`: who, when, what, marks and replies. */

import { make } from '../parts/nodes.mjs';
import { avatar, button, unseen } from '../parts/ui.mjs';
import { icon } from '../parts/icons.mjs';
import { renderBlocks } from '../blocks/blocks.mjs';
import { renderMrkdwn } from '../texts/mrkdwn.mjs';
import { emojiOf } from '../texts/emoji.mjs';
import { dayText, goesOn, isNote, sameDay, secondsOf } from './arrange.mjs';
import { clockText } from '../texts/dates.mjs';
import { safeUrl } from '../texts/links.mjs';

/**
 * Makes the element of a message.
 * @param {object} message as the sandbox's state has it; an ephemeral has `to`
 * @param {object} app
 * @param {string} channel its id
 * @param {{thread?: boolean}} where in a thread no replies are offered
 */
export function messageElement(message, app, channel, where = {}) {
  const context = app.contextFor({ channel, ts: message.ts });
  const name = authorOf(message, context);
  const time = clockText(secondsOf(message.ts) * 1000);
  const element = make('article', {
    class: classOf(message),
    tabindex: -1,
    'aria-label': `${name}, ${time}`,
    'data-ts': message.ts,
  });
  if (isNote(message)) element.append(note(message, name, time, context));
  else element.append(...spoken(message, { app, context, name, time, where }));
  return element;
}

/** Sets what depends on the message before: whether a new day or a new speaker begins. */
export function arrange(element, message, before) {
  element.classList.toggle('continued', goesOn(before, message));
  const begins = !before || !sameDay(before.ts, message.ts);
  const line = element.querySelector(':scope > .day');
  if (begins && !line) element.prepend(make('p', { class: 'day' }, make('span', {}, dayText(message.ts, Date.now()))));
  if (!begins) line?.remove();
}

/** The name that a message is shown under. */
export const authorOf = (message, context) => message.username ?? context.nameOfUser(message.user);

function classOf(message) {
  const classes = ['message'];
  if (message.to) classes.push('private');
  if (isNote(message)) classes.push('note');
  if (message.subtype === 'me_message') classes.push('me');
  return classes.join(' ');
}

function note(message, name, time, context) {
  if (message.subtype === 'tombstone') return make('p', { class: 'note-text' }, 'This message was deleted.');
  return make('p', { class: 'note-text' }, `${name} `, renderMrkdwn(withoutAuthor(message), context), ` · ${time}`);
}

/** Slack's notes begin with who: the name stands before it already. */
const withoutAuthor = (message) => message.text.replace(/^<@\w+(\|[^>]*)?> /, '');

function spoken(message, { app, context, name, time, where }) {
  const isApp = message.user === app.store.state.bot;
  const picture = avatar(message.username ?? message.user, name, isApp && !message.username);
  return [
    make('div', { class: 'gutter', 'aria-hidden': 'true' }, picture, make('span', { class: 'small-time' }, time)),
    make(
      'div',
      { class: 'said' },
      head(message, name, time, isApp),
      message.to ? make('p', { class: 'only-you' }, 'Only visible to you') : null,
      message.is_broadcast && !where.thread ? make('p', { class: 'only-you' }, 'Replied in a thread') : null,
      ...contentOf(message, context),
      reactions(message.reactions ?? [], context),
      where.thread || !message.thread?.length ? null : replies(message, app),
    ),
  ];
}

function head(message, name, time, isApp) {
  const badge = isApp ? make('span', { class: 'badge' }, 'APP') : null;
  return make('p', { class: 'who' }, make('strong', {}, name), badge, make('time', {}, time));
}

function contentOf(message, context) {
  const body = message.blocks?.length
    ? make('div', { class: 'blocks' }, renderBlocks(message.blocks, context))
    : make('div', { class: 'text' }, renderMrkdwn(message.text ?? '', context));
  if (message.edited && byPerson(message)) body.append(make('span', { class: 'edited' }, ' (edited)'));
  const parts = message.text || message.blocks?.length ? [body] : [];
  return [...parts, ...(message.attachments ?? []).map((it) => attachment(it, context)), files(message.files ?? [])];
}

/** Slack marks a person's edits only; an app's updates carry no mark. */
const byPerson = (message) => message.edited.user === message.user && !message.metadata;

function attachment(it, context) {
  const title = it.title && make('p', { class: 'attachment-title' }, link(it.title_link ?? it.from_url, it.title));
  return make(
    'blockquote',
    { class: 'attachment' },
    it.service_name || it.author_name ? make('p', { class: 'quiet' }, it.service_name ?? it.author_name) : null,
    title || null,
    it.text ? make('div', {}, renderMrkdwn(it.text, context)) : null,
    it.blocks?.length ? renderBlocks(it.blocks, context) : null,
    !it.text && !it.title && !it.blocks?.length ? (it.fallback ?? null) : null,
    it.footer ? make('p', { class: 'quiet' }, it.footer) : null,
  );
}

function link(address, text) {
  const href = safeUrl(address);
  return href ? make('a', { href, target: '_blank', rel: 'noreferrer' }, text) : text;
}

function files(list) {
  if (list.length === 0) return null;
  return make(
    'ul',
    { class: 'files' },
    ...list.map((file) =>
      make(
        'li',
        {},
        icon((file.mimetype ?? '').startsWith('image/') ? 'image' : 'file'),
        make('span', {}, make('strong', {}, file.name ?? file.title ?? 'A file'), make('small', {}, fileText(file))),
      ),
    ),
  );
}

function fileText({ mimetype, size }) {
  return [mimetype, sizeText(size)].filter(Boolean).join(' · ');
}

/** A size for reading: `512 B`, `182 KB`, `1.4 MB`; empty where none is known. */
export function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function reactions(list, context) {
  if (list.length === 0) return null;
  return make(
    'ul',
    { class: 'reactions', 'aria-label': 'Reactions' },
    ...list.map((reaction) => {
      const names = reaction.users.map((id) => context.nameOfUser(id)).join(', ');
      const sign = make(
        'span',
        { 'aria-hidden': 'true' },
        emojiOf(reaction.name) ?? `:${reaction.name}:`,
        ` ${reaction.users.length}`,
      );
      return make(
        'li',
        { title: `${names} reacted with :${reaction.name}:` },
        sign,
        unseen(`${reaction.name.replaceAll('_', ' ')}: ${names}`),
      );
    }),
  );
}

function replies(message, app) {
  const count = message.thread.length;
  const label = count === 1 ? '1 reply' : `${count} replies`;
  return button(label, () => app.store.openThread(message.ts), { class: 'replies' });
}
