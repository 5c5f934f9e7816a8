/** The customer's phone: whom one is, the chat, and what a customer can do. */

import { make } from '../parts/nodes.mjs';
import { actAsCustomer } from '../live/api.mjs';
import { nextFrame } from '../live/frames.mjs';
import { avatar, field, form, iconButton, openMenu, select, show, went } from '../parts/ui.mjs';
import { bubble } from './bubble.mjs';
import { phoneActions } from './phone_actions.mjs';

/** Keeps the phone up to date. */
export function startPhone(app, pane) {
  const { store } = app;
  const phone = { member: '', drawn: new Map(), parts: null, told: new Map() };
  store.on('now', () => started(app, pane, phone));
  store.on('customer', ({ customer }) =>
    store.state.customers.size === phone.count
      ? customer.member === phone.member && drawState(app, phone)
      : started(app, pane, phone),
  );
  store.on('chat', ({ member, message }) => member === phone.member && drawMessage(phone, message));
  return { member: () => phone.member };
}

function started(app, pane, phone) {
  const customers = [...app.store.state.customers.values()];
  phone.count = customers.length;
  if (!app.store.state.customers.has(phone.member)) phone.member = customers[0]?.member ?? '';
  if (phone.member) draw(app, pane, phone);
}

const customerOf = (app, phone) => app.store.state.customers.get(phone.member);

function draw(app, pane, phone) {
  const customer = customerOf(app, phone);
  const list = make('div', {
    class: 'chat',
    role: 'log',
    'aria-live': 'off',
    'aria-label': `Chat of ${customer.name}`,
    tabindex: 0,
  });
  phone.parts = {
    list,
    state: make('p', { class: 'phone-state', role: 'status' }),
    told: make('p', { class: 'told quiet', role: 'status' }),
    ask: null,
  };
  phone.drawn.clear();
  staysAtEnd(list);
  show(
    pane,
    head(app, pane, phone, customer),
    list,
    askForm(app, phone, customer),
    phone.parts.told,
    foot(app, phone, customer),
  );
  for (const message of customer.messages) drawMessage(phone, message, false);
  phone.parts.told.textContent = phone.told.get(phone.member) ?? '';
  drawState(app, phone);
  // With the frame that lays it out anyway.
  nextFrame().then(() => (list.scrollTop = list.scrollHeight));
}

/** How near to its end a chat is read as at its end. */
const NEAR = 80;

const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;

/** What is read at its end stays there when its room changes: what one may do below it comes and goes. */
function staysAtEnd(list) {
  let atEnd = true;
  list.addEventListener('scroll', () => (atEnd = isAtEnd(list)), { passive: true });
  new ResizeObserver(() => atEnd && (list.scrollTop = list.scrollHeight)).observe(list);
}

function head(app, pane, phone, customer) {
  const options = [...app.store.state.customers.values()].map((it) => ({ value: it.member, label: it.name }));
  const who = select(options, { 'aria-label': 'Customer' });
  who.value = phone.member;
  who.addEventListener('change', () => {
    phone.member = who.value;
    draw(app, pane, phone);
    pane.querySelector('select').focus();
  });
  return make(
    'header',
    { class: 'phone-head' },
    avatar(customer.name, customer.name),
    make('div', { class: 'grow' }, who, phone.parts.state),
  );
}

function drawState(app, phone) {
  const { liveChat } = customerOf(app, phone);
  const { state, ask } = phone.parts;
  if (state.classList.contains('humans') && !liveChat) tell(phone, phone.member, '');
  state.textContent = liveChat ? 'Humans answer: the bot is silent' : 'The bot answers';
  state.classList.toggle('humans', liveChat);
  ask.hidden = liveChat;
}

function drawMessage(phone, message, scroll = true) {
  const { list } = phone.parts;
  const known = phone.drawn.get(message.id);
  const element = bubble(message);
  const atEnd = scroll && isAtEnd(list);
  if (known) known.replaceWith(element);
  else list.append(element);
  phone.drawn.set(message.id, element);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function askForm(app, phone, customer) {
  const label = make('input', { list: 'labels', value: app.label, maxlength: 75 });
  const labels = make(
    'datalist',
    { id: 'labels' },
    make('option', { value: 'Support Team' }),
    make('option', { value: 'default' }),
  );
  const ask = form(
    async () =>
      tellRelay(
        phone,
        customer.member,
        await actAsCustomer(customer.member, {
          ask_for_live_chat: label.value.trim() ? { label: label.value.trim() } : {},
        }),
      ),
    field('For the team', label),
    labels,
    make('button', { class: 'primary', id: 'ask' }, 'Talk to a human'),
  );
  ask.classList.add('ask');
  phone.parts.ask = ask;
  return ask;
}

/** What the relay answered to the bot, in a quiet line. */
function tellRelay(phone, member, answer) {
  if (went(answer)) tell(phone, member, relayText(answer.relay));
}

/** Told on the phone that asked, also when another one is looked at meanwhile. */
function tell(phone, member, text) {
  phone.told.set(member, text);
  if (member === phone.member) phone.parts.told.textContent = text;
}

function relayText(relay) {
  const { ticketId, created, error } = relay?.body ?? {};
  if (error) return `The bot was refused: ${error.message}`;
  if (!ticketId) return `The bot was answered: HTTP ${relay?.status ?? '–'}`;
  return `The bot was answered: ${created === false ? 'its ticket is open already' : 'a new ticket'}, ${ticketId}`;
}

function foot(app, phone, customer) {
  const text = make('input', {
    placeholder: 'Message',
    'aria-label': `Message as ${customer.name}`,
    autocomplete: 'off',
    maxlength: 4096,
  });
  const more = iconButton('plus', 'More on the phone', () =>
    openMenu(more, 'More', phoneActions(customerOf(app, phone))),
  );
  const foot = form(
    async () => {
      const say = text.value.trim();
      if (!say) return;
      text.value = '';
      if (!went(await actAsCustomer(customer.member, { say }))) text.value = say;
    },
    more,
    text,
    iconButton('send', `Send as ${customer.name}`, () => {}, { type: 'submit', class: 'icon-button send' }),
  );
  foot.classList.add('phone-foot');
  return foot;
}
