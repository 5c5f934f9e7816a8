/** Shows overflow menus: three dots, and what they offer. */

import { safeUrl } from '../texts/links.mjs';
import { renderText } from '../texts/mrkdwn.mjs';
import { make } from '../parts/nodes.mjs';
import { actOn } from './surface.mjs';

/** An overflow menu. The browser's popover folds it up by Escape and by a press beside it. */
export function renderOverflow(place) {
  const { element } = place;
  const button = dots(element);
  const menu = make('div', { class: 'k-menu', role: 'menu', popover: 'auto', 'aria-label': 'More actions' });
  menu.append(...(element.options ?? []).map((option) => item(option, { place, button, menu })));
  button.addEventListener('click', () => menu.matches(':popover-open') ? menu.hidePopover() : open(button, menu));
  menu.addEventListener('toggle', ({ newState }) => button.setAttribute('aria-expanded', String(newState === 'open')));
  menu.addEventListener('keydown', (event) => walk(event, menu));
  return make('span', { class: 'k-overflow' }, button, menu);
}

function dots({ action_id: action }) {
  const said = { 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
  const attributes = { type: 'button', class: 'k-button k-dots', 'data-action': action, ...said };
  return make('button', attributes, make('span', { 'aria-hidden': 'true' }, '⋯'));
}

function item(option, { place, button, menu }) {
  const shown = (text, name) => make('span', { class: name }, renderText(text, place.surface.context));
  const about = option.description ? shown(option.description, 'k-choice-about') : null;
  const attributes = { type: 'button', class: 'k-menu-item', role: 'menuitem', tabindex: '-1' };
  const node = make('button', attributes, shown(option.text), about);
  node.addEventListener('click', async () => {
    menu.hidePopover();
    button.focus();
    const url = option.url ? safeUrl(option.url) : null;
    if (await actOn(place, button, option.value) && url) window.open(url, '_blank', 'noopener,noreferrer');
  });
  return node;
}

function open(button, menu) {
  if (button.getAttribute('aria-busy') === 'true') return;
  menu.showPopover();
  const [from, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = from.bottom + size.height + 4 <= window.innerHeight;
  menu.style.top = `${Math.max(4, below ? from.bottom + 4 : from.top - size.height - 4)}px`;
  menu.style.left = `${Math.max(4, Math.min(from.right - size.width, window.innerWidth - size.width - 4))}px`;
  menu.firstElementChild?.focus();
}

function walk(event, menu) {
  const items = [...menu.children];
  const from = items.indexOf(document.activeElement);
  const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: -1 }[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
