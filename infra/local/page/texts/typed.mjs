/** From what a person types to what Slack is sent, and back. Pure. */

const EVERYBODY = /(^|[\s(])@(here|channel|everyone)\b/g;

/**
 * Turns typed `@Full Name` and `#channel` into Slack's tokens. Longer names win over shorter ones that begin alike; a
 * name that goes on as a word (`@Benny`) is none.
 * @param {string} text
 * @param {{id: string, name: string}[]} people
 * @param {{id: string, name: string}[]} channels
 */
export function tokensOf(text, people, channels = []) {
  const named = replaced(
    replaced(text, '@', people, (it) => `<@${it.id}>`),
    '#',
    channels,
    (it) => `<#${it.id}>`,
  );
  return named.replace(EVERYBODY, '$1<!$2>');
}

function replaced(text, sign, list, token) {
  const byLength = list.filter((it) => it.name).sort((a, b) => b.name.length - a.name.length);
  if (!text.includes(sign) || byLength.length === 0) return text;
  const names = byLength.map((it) => escaped(it.name)).join('|');
  const tokens = new Map(byLength.map((it) => [it.name.toLowerCase(), token(it)]));
  const pattern = new RegExp(`(^|[^\\p{L}\\p{N}<])${sign}(${names})(?![\\p{L}\\p{N}_-])`, 'giu');
  return text.replace(pattern, (_, before, name) => before + tokens.get(name.toLowerCase()));
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** What one would have typed for a message's text: tokens by their names, `&amp;` and friends as characters. */
export function typedOf(text, nameOfUser, nameOfChannel) {
  return text
    .replace(/<@([UW]\w+)(\|[^>]*)?>/g, (_, id) => `@${nameOfUser(id)}`)
    .replace(/<#(C\w+)(\|[^>]*)?>/g, (_, id) => `#${nameOfChannel(id)}`)
    .replace(/<!(here|channel|everyone)(\|[^>]*)?>/g, '@$1')
    .replace(/<((?:https?|mailto|tel):[^|>]+)(\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/**
 * The name that is being typed before the cursor: `{from, part}`, or null. It begins with `@` at a word's begin, and has
 * two words at most.
 */
export function nameBeingTyped(text, cursor) {
  const found = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,30}(?: [\p{L}\p{N}._-]{0,30})?)$/u.exec(text.slice(0, cursor));
  return found ? { from: cursor - found[1].length - 1, part: found[1] } : null;
}

/** Who fits what is being typed, best first: the name begins with it, or a word of the name does. Six at most. */
export function suggestions(part, people) {
  const wanted = part.toLowerCase();
  const fits = (name) =>
    name.toLowerCase().startsWith(wanted) ||
    name
      .toLowerCase()
      .split(' ')
      .some((word) => word.startsWith(wanted));
  return people.filter((it) => fits(it.name)).slice(0, 6);
}
