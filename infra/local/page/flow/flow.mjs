/** What flows: deliveries, state changes, jobs and outside calls, in order, of one ticket or of all. */

import { make } from '../parts/nodes.mjs';
import { get } from '../live/api.mjs';
import { iconButton, select, show } from '../parts/ui.mjs';
import { belongsTo, entriesOf, newestFirst, tookText } from './flow_filter.mjs';

/** How many entries are drawn at most; the others of a long run are not. */
const DRAWN = 500;

/** Keeps the pane up to date while it is unfolded; nothing is drawn while it is folded. */
export function startFlow(app, pane, isOpen) {
  const { store } = app;
  const flow = { ticket: '', rows: new Map(), list: null, who: null, missed: true };
  const refresh = () => (isOpen() ? draw(app, pane, flow) : (flow.missed = true));
  store.on('now', refresh);
  store.on('ticket', () => isOpen() && flow.list && drawTickets(app, flow));
  store.on('flow', ({ entry }) => (isOpen() && flow.list ? drawEntry(app, flow, entry) : (flow.missed = true)));
  return { opened: () => flow.missed && draw(app, pane, flow) };
}

function draw(app, pane, flow) {
  flow.missed = false;
  flow.list = make('ol', { class: 'entries', 'aria-label': 'What happened', tabindex: 0 });
  flow.who = select([], { 'aria-label': 'Ticket' });
  flow.who.addEventListener('change', () => {
    flow.ticket = flow.who.value;
    drawEntries(app, flow);
  });
  show(
    pane,
    make(
      'header',
      { class: 'place-head' },
      make(
        'div',
        { class: 'row' },
        make('h2', {}, 'Flow'),
        make('span', { class: 'grow' }),
        iconButton('close', 'Fold the flow', app.foldFlow),
      ),
    ),
    make('div', { class: 'flow-choice' }, flow.who),
    flow.list,
  );
  drawTickets(app, flow);
  drawEntries(app, flow);
}

function drawTickets(app, flow) {
  const { tickets, customers } = app.store.state;
  const options = newestFirst(tickets.values()).map((it) =>
    make(
      'option',
      { value: it.ticket },
      `${it.reference} · ${customers.get(it.member)?.name ?? it.member} · ${it.status}`,
    ),
  );
  flow.who.replaceChildren(make('option', { value: '' }, 'Everything'), ...options);
  flow.who.value = flow.ticket;
}

const ticketOf = (app, flow) => app.store.state.tickets.get(flow.ticket);

const ticketsOf = (app) => app.store.state.tickets.values();

function drawEntries(app, flow) {
  const entries = entriesOf(app.store.state.entries, ticketOf(app, flow), ticketsOf(app)).slice(-DRAWN);
  flow.rows = new Map(entries.map((entry) => [entry.number, row(entry)]));
  flow.list.replaceChildren(...flow.rows.values());
  flow.list.classList.toggle('none', entries.length === 0);
  flow.list.scrollTop = flow.list.scrollHeight;
}

function drawEntry(app, flow, entry) {
  const ticket = ticketOf(app, flow);
  if (ticket && !belongsTo(ticket, entry, ticketsOf(app))) return;
  if (flow.rows.has(entry.number)) return;
  const atEnd = flow.list.scrollHeight - flow.list.scrollTop - flow.list.clientHeight < 60;
  const element = row(entry);
  putInOrder(flow, entry.number, element);
  flow.list.classList.remove('none');
  if (flow.rows.size > DRAWN) forgetFirst(flow);
  if (atEnd) flow.list.scrollTop = flow.list.scrollHeight;
}

/** An entry is told when it has ended, and stands where it began: what it caused comes after it. */
function putInOrder(flow, number, element) {
  const later = [...flow.rows.keys()].filter((known) => known > number).sort((a, b) => a - b)[0];
  flow.list.insertBefore(element, flow.rows.get(later) ?? null);
  flow.rows.set(number, element);
}

function forgetFirst(flow) {
  const number = Math.min(...flow.rows.keys());
  flow.rows.get(number).remove();
  flow.rows.delete(number);
}

function row(entry) {
  const details = make('details', { name: 'entry' }, make('summary', {}));
  details.addEventListener('toggle', () => details.open && drawRaw(details, entry.number));
  const element = make('li', {}, details);
  fill(element, entry);
  return element;
}

function fill(element, entry) {
  element.className = `entry ${entry.source}${entry.ok ? '' : ' bad'}`;
  show(
    element.querySelector('summary'),
    make('time', {}, timeText(entry.at)),
    make('span', { class: 'source' }, entry.source),
    make('span', { class: 'title' }, entry.title),
    make('span', { class: 'ending' }, entry.ending),
    make('span', { class: 'took' }, tookText(entry.took_ms)),
  );
}

function timeText(ms) {
  const date = new Date(ms);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

async function drawRaw(details, number) {
  const entry = await get(`/sandbox/flow/${number}`);
  const parts = entry.trouble
    ? [make('p', {}, entry.trouble)]
    : [...raw('Sent', entry.sent), ...raw('Answered', entry.answered)];
  const body = make(
    'div',
    { class: 'raw' },
    ...(parts.length ? parts : [make('p', { class: 'quiet' }, 'Nothing was sent or answered.')]),
  );
  details.querySelector('.raw')?.remove();
  details.append(body);
}

function raw(label, value) {
  if (value === null || value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return [make('h3', {}, label), make('pre', { tabindex: 0, 'aria-label': label, role: 'group' }, text)];
}
