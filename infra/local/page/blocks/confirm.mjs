/** The question that Slack asks before an act: a dialog over everything else. */

import { renderText } from '../texts/mrkdwn.mjs';
import { freshId, make } from '../parts/nodes.mjs';

/**
 * Asks.
 * @param {{title, text, confirm, deny, style?}} asked a confirmation dialog of Block Kit
 * @param {object} context who reads
 * @returns {Promise<boolean>} true only if the confirming button was pressed; Escape and the X deny
 */
export function confirmed(asked, context) {
  const dialog = dialogOf(asked, context);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'confirm');
    });
    dialog.showModal();
  });
}

function dialogOf(asked, context) {
  const [title, text] = [freshId('title'), freshId('text')];
  const isDanger = asked.style === 'danger';
  return make(
    'dialog',
    { class: 'k-confirm', role: 'alertdialog', 'aria-labelledby': title, 'aria-describedby': text },
    make(
      'form',
      { method: 'dialog' },
      make('h2', { class: 'k-confirm-title', id: title }, renderText(asked.title, context)),
      make('p', { class: 'k-confirm-text', id: text }, renderText(asked.text, context)),
      make(
        'div',
        { class: 'k-confirm-buttons' },
        button('deny', asked.deny, 'k-large', context, isDanger),
        button('confirm', asked.confirm, `k-large ${isDanger ? 'k-danger' : 'k-primary'}`, context, !isDanger),
      ),
    ),
  );
}

/** What destroys something is not under the first press of Enter. */
function button(value, label, style, context, autofocus) {
  return make('button', { class: `k-button ${style}`, value, autofocus }, renderText(label, context));
}
