/** Three guided steps for a first visitor. Each advances by itself when it happened. */

import { make } from '../parts/nodes.mjs';
import { button, iconButton, show } from '../parts/ui.mjs';
import { recall, remember } from '../live/prefs.mjs';
import { TOUR_STEPS, stepAfter } from './tour_steps.mjs';

const LOOK_EVERY_MS = 400;

/** Starts the tour for who never left it. Returns `{restart(), end()}`. */
export function startTour(app, panel) {
  const tour = { step: null, pointed: null, since: null };
  const leave = () => {
    remember('tour', 'left');
    go(app, panel, tour, null);
  };
  const begin = () => {
    tour.since = sinceOf(app);
    go(app, panel, tour, 0, leave);
  };
  app.store.on('now', () => recall('tour') === null && tour.step === null && begin());
  app.store.on('message', (event) => {
    const inbox = inboxOf(app, tour);
    const wrote = event.channel === inbox && event.message.user !== app.store.state.bot && !event.message.username;
    if (wrote) tour.answered = true;
  });
  setInterval(() => tour.step !== null && look(app, panel, tour, leave), LOOK_EVERY_MS);
  return { restart: begin, end: () => go(app, panel, tour, null) };
}

/** Tickets that stood before the tour began don't count. */
function sinceOf(app) {
  return new Set(
    [...app.store.state.tickets.values()].filter((ticket) => ticket.status === 'Closed').map((ticket) => ticket.ticket),
  );
}

const ticketsOf = (app, tour) =>
  [...app.store.state.tickets.values()].filter((ticket) => !tour.since.has(ticket.ticket));

const inboxOf = (app, tour) =>
  tour.since && ticketsOf(app, tour).find((ticket) => ticket.inbox && ticket.status === 'Active')?.inbox;

function look(app, panel, tour, leave) {
  const next = stepAfter(tour.step, { tickets: ticketsOf(app, tour), answered: Boolean(tour.answered) });
  if (next !== tour.step) go(app, panel, tour, next, leave);
  else point(app, tour);
}

function go(app, panel, tour, step, leave) {
  tour.step = step;
  if (step === 0) tour.answered = false;
  panel.hidden = step === null;
  document.body.classList.toggle('with-tour', step !== null);
  point(app, tour);
  if (step === null) return;
  const { title, text } = TOUR_STEPS[step];
  const last = step === TOUR_STEPS.length - 1;
  show(
    panel,
    make(
      'div',
      { class: 'dialog-head' },
      make('p', { class: 'quiet' }, last ? 'Done' : `Step ${step + 1} of ${TOUR_STEPS.length - 1}`),
      iconButton('close', 'Leave the tour', leave),
    ),
    make('h2', {}, title),
    make('p', { role: 'status' }, text),
    make(
      'div',
      { class: 'row end' },
      button(last ? 'Close' : 'Leave the tour', leave, { class: last ? 'primary' : null }),
    ),
  );
}

/** Outlines the control that comes next. */
function point(app, tour) {
  const target = tour.step === null ? null : visible(TOUR_STEPS[tour.step].at(inboxOf(app, tour)));
  if (target === tour.pointed) return;
  tour.pointed?.classList.remove('pointed');
  target?.classList.add('pointed');
  tour.pointed = target;
}

const visible = (selectors) =>
  selectors.map((selector) => document.querySelector(selector)).find((element) => element?.checkVisibility()) ?? null;
