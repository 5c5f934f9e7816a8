/** All panes and tools that a first visitor does not need in the first moment. */

import { get } from './live/api.mjs';
import { button, select, show } from './parts/ui.mjs';
import { recall, remember } from './live/prefs.mjs';
import { startPlace } from './slack/place.mjs';
import { startThread } from './slack/thread.mjs';
import { startModals } from './slack/modals.mjs';
import { showRealSlack } from './slack/real.mjs';
import { startFlow } from './flow/flow.mjs';
import { startTour } from './tour/tour.mjs';
import { faultsMenu } from './faults/faults.mjs';

const byId = (id) => document.getElementById(id);

/** Starts them; each draws the state as it is, and follows it. */
export function start(app) {
  app.foldFlow = () => {
    app.openFlow(false);
    byId('flow-toggle').focus();
  };
  startTools(app);
  app.timeline = startPlace(app, byId('place')).timeline;
  startThread(app, byId('thread'));
  startModals(app);
  app.flow = startFlow(app, byId('flow'), () => !byId('flow').hidden);
  app.tour = startTour(app, byId('tour'));
  if (!byId('flow').hidden) app.flow.opened();
  performance.mark('whole');
  get('/sandbox/about').then(({ real_slack: real }) => real && giveWay(app, real));
}

/** The tour, too, leads through the page's own Slack. */
function giveWay(app, real) {
  app.tour.end();
  byId('tour-again').remove();
  showRealSlack({ slack: byId('slack'), phone: byId('phone'), about: byId('about') }, real);
  // The one ticketing channel that a real workspace has at first.
  app.label = 'default';
  const label = document.querySelector('.ask input');
  if (label) label.value = app.label;
}

function startTools(app) {
  const flow = button('Flow', () => app.openFlow(byId('flow').hidden), {
    id: 'flow-toggle',
    'aria-controls': 'flow',
    'aria-expanded': String(!byId('flow').hidden),
  });
  const theme = select(
    [
      { value: 'system', label: 'System' },
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ],
    { 'aria-label': 'Colours' },
  );
  const apply = (name) => {
    document.documentElement.dataset.theme = name;
  };
  theme.value = recall('theme') ?? 'system';
  theme.addEventListener('change', () => {
    remember('theme', theme.value);
    apply(theme.value);
  });
  show(
    byId('tools'),
    theme,
    button('Tour', () => app.tour.restart(), { id: 'tour-again' }),
    faultsMenu(),
    flow,
  );
}

