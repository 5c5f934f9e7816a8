/** Where Slack is real, or the platform too, the page's own stand idle: it says so, and where to go. */

import { make } from '../parts/nodes.mjs';

/**
 * Puts notes in the place of what stands idle, and says in the page's head what is real.
 * @param {{slack: HTMLElement, phone: HTMLElement, about: HTMLElement}} places
 * @param {{workspace: string, channel: string, platform: boolean}} real `platform`: the customers are real, too
 */
export function showRealSlack({ slack, phone, about }, { workspace, channel, platform }) {
  about.textContent = `A development tool on this machine. Slack is real: tickets go to ${workspace}.`;
  slack.replaceChildren(
    note('Slack is real here', 'Tickets go to ', make('strong', {}, `#${channel}`), ' in ', make('strong', {}, workspace)),
  );
  if (platform) phone.replaceChildren(note('Customers are real here', 'They write to your bot on its own channel'));
}

const note = (title, ...text) => make('div', { class: 'idle' }, make('h2', {}, title), make('p', {}, ...text, '.'));
