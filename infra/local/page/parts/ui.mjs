/** Small parts that every pane is made of: buttons, fields, menus, dialogs, toasts. */

import { freshId, make } from './nodes.mjs';
import { icon } from './icons.mjs';
import { hueOf, initialsOf } from './initials.mjs';

/** A button that says what it does. */
export function button(label, onClick, attributes = {}) {
  const element = make('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** A button with an icon alone; the label is its accessible name and its tooltip. */
export function iconButton(name, label, onClick, attributes = {}) {
  return button(icon(name), onClick, { class: 'icon-button', 'aria-label': label, title: label, ...attributes });
}

/** A control with its label above it. */
export const field = (label, control) => make('label', { class: 'field' }, make('span', {}, label), control);

/** A select. Options are texts, or `{value, label, disabled}`. */
export function select(options, attributes = {}) {
  return make(
    'select',
    attributes,
    ...options.map((option) => {
      const { value, label, disabled } = typeof option === 'string' ? { value: option, label: option } : option;
      return make('option', { value, disabled }, label);
    }),
  );
}

/** A text that screen readers alone read. */
export const unseen = (text) => make('span', { class: 'unseen' }, text);

/** The picture of somebody: initials on the colour of their id. `app` gives our app its own mark. */
export function avatar(id, name, app = false) {
  const kind = app ? 'avatar app' : `avatar hue-${hueOf(id)}`;
  return make('span', { class: kind, 'aria-hidden': 'true' }, app ? icon('reply') : initialsOf(name));
}

/** Replaces what a region shows. */
export const show = (element, ...children) => element.replaceChildren(...children.filter(Boolean));

/**
 * Opens a menu below a button. Arrow keys move, Escape closes and gives the focus back.
 * @param {HTMLElement} anchor
 * @param {{label: string, run: () => void, danger?: boolean}[]} items
 */
export function openMenu(anchor, label, items) {
  const menu = make('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  for (const item of items) {
    menu.append(
      button(
        item.label,
        () => {
          menu.hidePopover();
          item.run();
        },
        { role: 'menuitem', tabindex: -1, class: item.danger ? 'danger' : null },
      ),
    );
  }
  menu.addEventListener('keydown', (event) => moved(event, [...menu.children]));
  menu.addEventListener('toggle', (event) => event.newState === 'closed' && menu.remove());
  // Not beside the anchor: a message's toolbar goes away when the pointer leaves the message.
  (anchor.closest('section, header, dialog') ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor);
  menu.firstElementChild?.focus();
}

function moved(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items.at((at + step + items.length) % items.length).focus();
}

/** Puts a popover below its anchor, or above it where there is no room, and never over the window's edge. */
export function place(popover, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const below = at.bottom + 4 + size.height <= innerHeight;
  popover.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`;
  popover.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
}

/**
 * Opens a dialog of the page's own (not a modal of the app's). It is gone when closed.
 * @param {string} title
 * @param {(close: () => void) => (Node|string)[]} content
 */
export function openDialog(title, content) {
  const id = freshId('dialog');
  const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': id });
  const close = () => dialog.close();
  const head = make('div', { class: 'dialog-head' }, make('h2', { id }, title), iconButton('close', 'Close', close));
  dialog.append(head, ...content(close));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A form that runs `submit` and never leaves the page. */
export function form(submit, ...children) {
  const element = make('form', { class: 'form' }, ...children);
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(element);
  });
  return element;
}

const TOAST_MS = 12_000;

/** Tells of a trouble, above everything, until it is closed or twelve seconds have passed. */
export function toast(text) {
  const host = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.getElementById('toasts');
  const note = make('div', { class: 'toast' }, make('p', {}, text));
  if (host.id !== 'toasts') note.setAttribute('role', 'alert');
  note.append(iconButton('close', 'Close', () => note.remove()));
  host.append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

/** Says the trouble of an answer, if it has one; tells whether all went well. */
export function went(answer) {
  if (answer.trouble) toast(answer.trouble);
  return !answer.trouble;
}

/** Lets a text field grow with what is typed, up to its `max-height`. */
export function growing(area) {
  area.addEventListener('input', () => fit(area));
  return area;
}

/** Makes a text field as high as its text. */
export function fit(area) {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
}
