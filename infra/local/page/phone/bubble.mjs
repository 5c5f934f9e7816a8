/** One message on the customer's phone. */

import { make } from '../parts/nodes.mjs';
import { unseen } from '../parts/ui.mjs';
import { icon } from '../parts/icons.mjs';
import { clockText } from '../texts/dates.mjs';

const WHO = { MEMBER: '', BOT: 'Bot', ADMIN: 'Agent', INCOMING_WEBHOOK: 'Webhook' };
const TICKS = { SENT: '✓', DELIVERED: '✓✓', READ: '✓✓', FAILED: '!', DELETED: '×' };
const KINDS = {
  IMAGE: 'Photo',
  AUDIO: 'Voice message',
  VIDEO: 'Video',
  FILE: 'File',
  LOCATION: 'Location',
  STICKER: 'Sticker',
  CONTACT: 'Contact',
  PAYLOAD: 'Button',
  UNSUPPORTED: 'A message of a kind that WhatsApp does not pass on',
};

/** The bubble: on the right what the customer wrote, on the left what they were sent, with who sent it. */
export function bubble(message) {
  const mine = message.from === 'MEMBER';
  const who = WHO[message.from] ?? message.from;
  return make(
    'div',
    { class: `bubble ${mine ? 'mine' : 'theirs'} from-${message.from.toLowerCase()}` },
    who ? make('span', { class: 'from' }, who) : unseen('Customer: '),
    content(message),
    make('span', { class: 'when' }, make('time', {}, clockText(message.at)), ticks(message.status)),
  );
}

function ticks(status) {
  if (!status) return null;
  const sign = make('span', { 'aria-hidden': 'true' }, TICKS[status] ?? '');
  return make(
    'span',
    { class: `ticks ${status.toLowerCase()}`, title: status.toLowerCase() },
    sign,
    ` ${status.toLowerCase()}`,
  );
}

function content({ kind, text, event }) {
  const body = make('span', { class: 'words' });
  const data = event?.data ?? {};
  if (kind !== 'TEXT') {
    const label = data.fileName ?? data.name ?? data.title ?? KINDS[kind] ?? kind.toLowerCase();
    body.append(make('span', { class: 'kind' }, icon(kind === 'IMAGE' ? 'image' : 'file'), label));
  }
  const words = text ?? data.caption ?? '';
  if (words) body.append(make('span', {}, words));
  return body;
}
