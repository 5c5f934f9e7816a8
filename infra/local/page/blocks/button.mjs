/** Shows buttons. */

import { safeUrl } from '../texts/links.mjs';
import { renderText } from '../texts/mrkdwn.mjs';
import { make } from '../parts/nodes.mjs';
import { actOn } from './surface.mjs';

/** A button; one with a `url` opens it too, beside the page. */
export function renderButton(place) {
  const { element, surface } = place;
  const style = { primary: ' k-primary', danger: ' k-danger' }[element.style] ?? '';
  const named = { 'aria-label': element.accessibility_label, 'data-action': element.action_id };
  const attributes = { class: `k-button${style}`, ...named };
  const href = element.url ? safeUrl(element.url) : null;
  const label = make('span', { class: 'k-button-label' }, renderText(element.text, surface.context));
  if (href) return linked(place, href, attributes, label);
  const button = make('button', { type: 'button', ...attributes }, label);
  button.addEventListener('click', () => actOn(place, button));
  return button;
}

function linked(place, href, attributes, label) {
  const link = make('a', { href, target: '_blank', rel: 'noopener noreferrer', ...attributes }, label);
  link.addEventListener('click', async (event) => {
    if (place.element.confirm) event.preventDefault();
    const done = await actOn(place, link);
    if (done && place.element.confirm) window.open(href, '_blank', 'noopener,noreferrer');
  });
  return link;
}
