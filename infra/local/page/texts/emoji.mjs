/** Emoji by their shortcodes, as Slack names them. */

let known = new Map();

const TONE = /^(.+?)::?skin-tone-([2-6])$/;
const FIRST_TONE = 0x1f3fb;
const PRESENTATION = '\ufe0f';

/** Gives the shortcodes, once at the start: `{"wave":"👋",…}`. */
export function setEmoji(map) {
  known = new Map(Object.entries(map ?? {}));
}

/**
 * The emoji of a shortcode without its colons, or null where there is none. A skin tone may follow: Slack writes
 * `wave::skin-tone-3`, from 2 (lightest) to 6.
 */
export function emojiOf(name) {
  const toned = TONE.exec(name);
  if (!toned) return known.get(name) ?? null;
  const plain = known.get(toned[1]);
  return plain === undefined ? null : inTone(plain, Number(toned[2]));
}

/** The tone follows the first person or hand of a sequence; an emoji that has no tones stays as it is. */
function inTone(emoji, tone) {
  const [first, ...rest] = [...emoji];
  if (!/\p{Emoji_Modifier_Base}/u.test(first)) return emoji;
  if (rest[0] === PRESENTATION) rest.shift();
  return first + String.fromCodePoint(FIRST_TONE + tone - 2) + rest.join('');
}
