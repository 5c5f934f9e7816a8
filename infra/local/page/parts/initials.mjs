/** The picture of who has none. Pure. */

const HUES = 8;

/** One or two capitals of a name; a number's last two digits. */
export function initialsOf(name) {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return '?';
  if (/^\+?\d+$/.test(words[0])) return words[0].slice(-2);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...word][0].toUpperCase()).join('');
}

/** One of eight colours, 0 to 7, always the same for an id. */
export function hueOf(id) {
  let sum = 0;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % HUES;
}
