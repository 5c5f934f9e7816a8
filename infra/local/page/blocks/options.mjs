/** What can be chosen: options that the element has, or people and channels that the workspace has. */

import { groupsOf } from './held.mjs';

const KINDS = { public: 'public', private: 'private', direct: 'im', group_direct: 'mpim' };

/**
 * The choices of a select: `[{label, options: [{value, text, description}]}]`, without groups one without a label.
 * People and channels are those that the context gives; `held` are added where it does not know them.
 * @param {object} place
 * @param {string[]} held what is chosen already
 */
export function choicesOf({ element, surface: { context } }, held) {
  if (element.type.endsWith('static_select')) return groupsOf(element).map(plainGroup);
  const people = element.type.endsWith('users_select');
  const all = (people ? context.users?.() : context.channels?.()) ?? [];
  const shown = all.filter((one) => passes(element.filter, one)).map(({ id, name }) => named(id, name, people));
  const missing = held.filter((id) => !shown.some(({ value }) => value === id));
  const nameOf = (id) => (people ? context.nameOfUser?.(id) : context.nameOfChannel?.(id)) ?? id;
  return [{ label: null, options: [...shown, ...missing.map((id) => named(id, nameOf(id), people))] }];
}

/** A conversation's kind is asked only where the context tells it. */
function passes(filter, { kind }) {
  return !filter?.include || !kind || filter.include.includes(KINDS[kind] ?? kind);
}

function named(value, name, people) {
  return { value, text: people || name.startsWith('#') ? name : `#${name}`, description: null };
}

function plainGroup({ label, options }) {
  const words = (text) => text?.text ?? null;
  const plain = ({ value, text }) => ({ value, text: words(text) ?? value });
  return { label, options: options.map((one) => ({ ...plain(one), description: words(one.description) })) };
}
