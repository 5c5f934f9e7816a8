/** Where a message is typed: Enter sends, Shift+Enter begins a line, `@` offers people, `+` attaches a file. */

import { freshId, make } from '../parts/nodes.mjs';
import { avatar, button, field, fit, form, growing, iconButton, openDialog } from '../parts/ui.mjs';
import { nameBeingTyped, suggestions, tokensOf } from '../texts/typed.mjs';

/** What each person has typed and not sent, by place: `{area}`, the field in which it stands last. */
const drafts = new Map();

/**
 * Makes a composer. What its person had typed at the same place, in a composer that is gone, stands in it again.
 * @param {object} app
 * @param {{label: string, place: string, send: (message: {text: string, file?: object}) => Promise<boolean>,
 *   extra?: Node}} wants `place` is a channel's id, or with a thread's `ts` behind it; `send` tells whether it went; what
 *   was typed stays where it did not
 */
export function composer(app, { label, place, send, extra }) {
  const area = growing(
    make('textarea', { rows: 1, placeholder: label, 'aria-label': label, 'aria-autocomplete': 'list' }),
  );
  const draft = continued(area, `${app.store.me} ${place}`);
  const list = make('ul', {
    class: 'suggestions',
    role: 'listbox',
    'aria-label': 'People',
    id: freshId('people'),
    hidden: true,
  });
  const submit = () => sent(app, draft, send);
  const attach = iconButton('plus', 'Attach a file', () => attachFile(app, draft, send));
  const go = iconButton('send', 'Send message', submit, { class: 'icon-button send' });
  offerPeople(app, area, list, submit);
  return make(
    'div',
    { class: 'composer' },
    list,
    area,
    make('div', { class: 'row' }, attach, extra, make('span', { class: 'grow' }), go),
  );
}

/** The draft of a place, which goes on in this field: with its text, its caret and the focus. */
function continued(area, key) {
  const draft = drafts.get(key) ?? { area };
  const old = draft.area;
  const focused = old !== area && old === document.activeElement;
  area.value = old.value;
  area.setSelectionRange(old.selectionStart, old.selectionEnd);
  drafts.set(key, draft);
  draft.area = area;
  // Not before it stands in the page: until then it has no height, and takes no focus.
  queueMicrotask(() => {
    if (area.value) fit(area);
    if (focused) area.focus({ preventScroll: true });
  });
  return draft;
}

/** What did not go stands again above what was typed meanwhile, in the field that is there by then. */
async function sent(app, draft, send, file) {
  const typed = draft.area.value;
  const text = tokensOf(typed.trim(), app.people(), app.channels());
  if (!text && !file) return;
  write(draft, '');
  if (await send(file ? { text, file } : { text })) return;
  write(draft, [typed, draft.area.value].filter(Boolean).join('\n'));
}

function write({ area }, text) {
  area.value = text;
  fit(area);
}

function offerPeople(app, area, list, submit) {
  area.setAttribute('aria-controls', list.id);
  let offered = { from: 0, people: [], at: 0 };
  const offer = () => {
    const typed = nameBeingTyped(area.value, area.selectionStart);
    offered = { from: typed?.from ?? 0, people: typed ? suggestions(typed.part, app.people()) : [], at: 0 };
    if (
      offered.people.length === 1 &&
      area.value.slice(offered.from + 1, area.selectionStart) === offered.people[0].name
    )
      offered.people = [];
    draw(area, list, offered, take);
  };
  const take = (person) => {
    area.setRangeText(`@${person.name} `, offered.from, area.selectionStart, 'end');
    offer();
    area.focus();
  };
  area.addEventListener('input', offer);
  area.addEventListener('blur', () => {
    offered.people = [];
    draw(area, list, offered, take);
  });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (offered.people.length > 0 && chosen(event, offered, take)) draw(area, list, offered, take);
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
}

/** A key while people are offered; tells whether it was for the list. */
function chosen(event, offered, take) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && !['Enter', 'Tab', 'Escape'].includes(event.key)) return false;
  event.preventDefault();
  const count = offered.people.length;
  if (step) offered.at = (offered.at + step + count) % count;
  else if (event.key === 'Escape') offered.people = [];
  else take(offered.people[offered.at]);
  return true;
}

function draw(area, list, { people, at }, take) {
  list.hidden = people.length === 0;
  list.replaceChildren(
    ...people.map((person, index) => {
      const option = make(
        'li',
        { role: 'option', id: `${list.id}-${index}`, 'aria-selected': String(index === at) },
        avatar(person.id, person.name),
        person.name,
      );
      option.addEventListener('mousedown', (event) => {
        event.preventDefault();
        take(person);
      });
      return option;
    }),
  );
  if (people.length > 0) area.setAttribute('aria-activedescendant', `${list.id}-${at}`);
  else area.removeAttribute('aria-activedescendant');
}

const SAMPLES = [
  { label: 'A photo', name: 'parcel.jpg', mimetype: 'image/jpeg', size: 182_000 },
  { label: 'A document', name: 'invoice.pdf', mimetype: 'application/pdf', size: 48_200 },
  { label: 'A voice note', name: 'voice.m4a', mimetype: 'audio/mp4', size: 96_500 },
];

function attachFile(app, draft, send) {
  const name = make('input', { required: true, maxlength: 200 });
  const type = make('input', { required: true, pattern: '[\\w.+\\-]+/[\\w.+\\-]+' });
  const size = make('input', { type: 'number', required: true, min: 1 });
  const fill = (sample) => {
    [name.value, type.value, size.value] = [sample.name, sample.mimetype, sample.size];
  };
  fill(SAMPLES[0]);
  openDialog('Attach a file', (close) => [
    make('p', { class: 'quiet' }, 'The sandbox keeps a file’s name, type and size; it has no content.'),
    make(
      'div',
      { class: 'row', role: 'group', 'aria-label': 'Samples' },
      ...SAMPLES.map((it) => button(it.label, () => fill(it))),
    ),
    form(
      async () => {
        close();
        await sent(app, draft, send, { name: name.value, mimetype: type.value, size: Number(size.value) });
      },
      field('Name', name),
      field('Type', type),
      field('Size in bytes', size),
      make('div', { class: 'row end' }, button('Cancel', close), make('button', { class: 'primary' }, 'Send file')),
    ),
  ]);
}
