/** The app's Home tab, as the acted-as person has it. */

import { make } from '../parts/nodes.mjs';
import { avatar } from '../parts/ui.mjs';
import { nameOfUser } from './questions.mjs';
import { renderBlocks } from '../blocks/blocks.mjs';

/** What the middle shows at Home. */
export function homeOf(app) {
  const { state, me } = app.store;
  const name = state.ready ? nameOfUser(state, state.bot) : 'Slack Inbox';
  const home = state.homes.get(me);
  const head = make(
    'header',
    { class: 'place-head' },
    make('div', { class: 'row' }, app.menuButton(), avatar('app', name, true), make('h2', {}, `${name} · Home`)),
  );
  const body = home
    ? make('div', { class: 'home blocks' }, renderBlocks(home.view.blocks, app.contextFor({ view: home.view.id })))
    : make(
        'div',
        { class: 'home nothing' },
        make('p', {}, make('strong', {}, 'There is nothing here yet')),
        make('p', { class: 'quiet' }, `${name} has not published a Home tab for this person.`),
      );
  return [head, make('div', { class: 'home-box', tabindex: 0, role: 'region', 'aria-label': 'Home tab' }, body)];
}
