/** The Faults menu: what goes wrong with the next calls and deliveries, and how the platform answers. */

import { freshId, make } from '../parts/nodes.mjs';
import { forget, get, post } from '../live/api.mjs';
import { button, field, form, iconButton, place, select, show, went } from '../parts/ui.mjs';
import { FAULTS, METHODS, PRESETS, grouped } from './fault_list.mjs';

/** Makes the button with its panel. The panel asks for what is planned whenever it is opened. */
export function faultsMenu() {
  const title = freshId('faults');
  const planned = make('div', { class: 'planned', 'aria-live': 'polite' });
  const panel = make('div', { class: 'panel', popover: 'auto', role: 'dialog', 'aria-labelledby': title });
  const opener = button('Faults', () => panel.togglePopover(), { 'aria-haspopup': 'dialog', 'aria-expanded': 'false' });
  const fill = async () => {
    const now = await get('/sandbox/faults');
    drawPlanned(planned, opener, now);
    if (!panel.firstChild) panel.append(...sections(panel, title, planned, opener));
  };
  panel.addEventListener('toggle', async (event) => {
    opener.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'open') return;
    await fill();
    place(panel, opener);
  });
  return make('div', { class: 'faults' }, opener, panel);
}

function sections(panel, title, planned, opener) {
  const plan = async (plans) => {
    for (const one of plans) {
      const answer = await post('/sandbox/faults', one);
      if (!went(answer)) return;
      drawPlanned(planned, opener, answer);
    }
  };
  return [
    make(
      'div',
      { class: 'dialog-head' },
      make('h2', { id: title }, 'Faults'),
      iconButton('close', 'Close', () => panel.hidePopover()),
    ),
    make('div', { class: 'presets' }, ...PRESETS.map((preset) => button(preset.label, () => plan(preset.plans)))),
    planned,
    planForm(plan),
    deliveriesForm(),
    habitsForm(),
  ];
}

function drawPlanned(planned, opener, { faults = [], held = [], trouble }) {
  if (trouble) return show(planned, make('p', {}, trouble));
  const count = faults.length + held.length;
  opener.textContent = count > 0 ? `Faults (${count})` : 'Faults';
  opener.classList.toggle('on', count > 0);
  const again = async (call) => {
    if (went(await call())) drawPlanned(planned, opener, await get('/sandbox/faults'));
  };
  show(
    planned,
    count === 0 ? make('p', { class: 'quiet' }, 'Nothing is planned, nothing is held.') : null,
    faults.length > 0
      ? make(
          'ul',
          { 'aria-label': 'Planned' },
          ...faults.map((it) => make('li', {}, `${it.method}: ${it.error ?? it.fault}, ${it.times} to come`)),
        )
      : null,
    held.length > 0
      ? make(
          'ul',
          { 'aria-label': 'Held' },
          ...held.map((it) => make('li', {}, `${it.method} is held${it.done ? ': done, its answer waits' : ''}`)),
        )
      : null,
    make(
      'div',
      { class: 'row' },
      button('Release', () => again(() => post('/sandbox/faults/release')), { disabled: held.length === 0 }),
      button('Forget all', () => again(() => forget('/sandbox/faults')), { disabled: faults.length === 0 }),
    ),
  );
}

function planForm(plan) {
  const method = make(
    'select',
    {},
    ...grouped(METHODS).map((group) =>
      make('optgroup', { label: group.whose }, ...group.methods.map((it) => make('option', { value: it }, it))),
    ),
  );
  method.value = 'chat.postMessage';
  const fault = select(FAULTS);
  const times = make('input', { type: 'number', min: 1, max: 1000, value: 1, required: true });
  const error = make('input', { placeholder: 'channel_not_found' });
  const errorField = field('Error', error);
  const seconds = make('input', { type: 'number', min: 1, max: 600, value: 1 });
  const secondsField = field('Retry after, seconds', seconds);
  const fit = () => {
    errorField.hidden = fault.value !== 'refused';
    error.required = fault.value === 'refused';
    secondsField.hidden = fault.value !== '429';
  };
  fault.addEventListener('change', fit);
  fit();
  return folded(
    'Plan a fault',
    form(
      () =>
        plan([
          {
            method: method.value,
            fault: fault.value,
            times: Number(times.value),
            ...(fault.value === 'refused' ? { error: error.value.trim() } : {}),
            ...(fault.value === '429' ? { retry_after: Number(seconds.value) } : {}),
          },
        ]),
      field('Method', method),
      field('What goes wrong', fault),
      errorField,
      secondsField,
      field('How many calls', times),
      make('button', { class: 'primary' }, 'Plan'),
    ),
  );
}

function deliveriesForm() {
  const most = make('input', { type: 'number', min: 1, max: 10, value: 1, required: true });
  const delay = make('input', { type: 'number', min: 0, max: 600_000, step: 100, value: 0, required: true });
  const shuffle = make('input', { type: 'checkbox' });
  const hold = make('input', { type: 'checkbox' });
  const told = make('p', { class: 'quiet', role: 'status' });
  const send = async (plan) => {
    const answer = await post('/sandbox/deliveries', plan);
    if (went(answer)) told.textContent = `${plan ? 'Planned' : 'All is right again'}: ${answer.pending} pending.`;
  };
  const submit = () =>
    send({
      copies: [1, Number(most.value)],
      delay_ms: Number(delay.value),
      ...(shuffle.checked ? { shuffle: true } : {}),
      ...(hold.checked ? { hold: true } : {}),
    });
  const right = () => {
    [most.value, delay.value, shuffle.checked, hold.checked] = [1, 0, false, false];
    send();
  };
  return folded(
    'Deliveries',
    form(
      submit,
      field('Copies of each, at most', most),
      field('Delay, milliseconds', delay),
      make('label', { class: 'check' }, shuffle, 'Shuffled'),
      make('label', { class: 'check' }, hold, 'Held'),
      make(
        'div',
        { class: 'row' },
        make('button', { class: 'primary' }, 'Plan deliveries'),
        button('Let go, all right again', right),
      ),
      told,
    ),
  );
}

function habitsForm() {
  const results = select(['sendResult', 'sendResults']);
  const refusal = select(['500', '200']);
  const answer = make('input', { type: 'checkbox', checked: true });
  const echo = make('input', { type: 'checkbox', checked: true });
  const told = make('p', { class: 'quiet', role: 'status' });
  const section = folded(
    'Platform habits',
    form(
      async () => {
        const habits = {
          results: results.value,
          refusal_status: Number(refusal.value),
          answer_has_id: answer.checked,
          echo_has_id: echo.checked,
        };
        if (went(await post('/sandbox/chatbot/habits', habits)))
          told.textContent = 'The platform answers so from now on.';
      },
      field('The result is called', results),
      field('Status of a refusal', refusal),
      make('label', { class: 'check' }, answer, 'The answer names the message'),
      make('label', { class: 'check' }, echo, 'The echo names the message'),
      make('button', { class: 'primary' }, 'Set habits'),
      told,
    ),
  );
  section.addEventListener('toggle', async () => {
    const now = section.open ? await get('/sandbox/chatbot/habits') : {};
    if (now.results)
      [results.value, refusal.value, answer.checked, echo.checked] = [
        now.results,
        String(now.refusal_status),
        now.answer_has_id,
        now.echo_has_id,
      ];
  });
  return section;
}

const folded = (label, content) => make('details', { class: 'folded' }, make('summary', {}, label), content);
