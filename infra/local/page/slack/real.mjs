/** Where Slack is real, the page's own stands idle: it says so, and where to go. */

import { make } from '../parts/nodes.mjs';

/**
 * Puts a note in the place of the page's own Slack.
 * @param {HTMLElement} pane
 * @param {{workspace: string, channel: string}} real
 */
export function showRealSlack(pane, { workspace, channel }) {
  pane.replaceChildren(
    make(
      'div',
      { class: 'nothing' },
      make('h2', {}, 'Slack is real here'),
      make('p', {}, 'Tickets go to ', make('strong', {}, `#${channel}`), ' in ', make('strong', {}, workspace), '.'),
      make('p', { class: 'quiet' }, 'Open it in Slack. The customer’s phone on this page is still the sandbox’s.'),
    ),
  );
}
