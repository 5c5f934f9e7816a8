/** Slack's date tokens, in the reader's time zone and in English, as Slack in English shows them. */

const DAY_MS = 86_400_000;
/** Slack leaves out the year of what is less than six months away. */
const NEAR_MS = 183 * DAY_MS;
/** Dates beyond these do not fit JavaScript's. */
const LATEST = 8_640_000_000_000;

/**
 * Formats a time by a format such as `{date_short_pretty} at {time}`.
 * @param {number|string} seconds since 1970, whole
 * @param {string} format
 * @param {{zone?: string, hour12?: boolean, now?: number}} reader zone and clock are the browser's unless given; `now`
 *   in epoch milliseconds
 * @returns {string|null} null where the time can't be read or the format holds no token that Slack knows
 */
export function formatDate(seconds, format, reader = {}) {
  const time = Number(seconds);
  if (!/^-?\d+$/.test(String(seconds)) || Math.abs(time) > LATEST) return null;
  const at = moment(time * 1000, reader);
  let found = false;
  const text = format.replace(/\{([a-z_]+)\}/g, (token, name) => {
    if (!Object.hasOwn(FORMATS, name)) return token;
    found = true;
    return FORMATS[name](at);
  });
  return found ? text.replace(/^(today|tomorrow|yesterday)/, capitalised) : null;
}

const capitalised = (word) => word[0].toUpperCase() + word.slice(1);

const FORMATS = {
  date_num: (at) => `${at.year}-${two(at.month)}-${two(at.day)}`,
  date: (at) => `${at.monthName} ${ordinal(at.day)}${yearOf(at)}`,
  date_short: (at) => `${at.monthName.slice(0, 3)} ${at.day}${yearOf(at)}`,
  date_long: (at) => `${at.weekday}, ${FORMATS.date(at)}`,
  date_pretty: (at) => relativeDay(at) ?? FORMATS.date(at),
  date_short_pretty: (at) => relativeDay(at) ?? FORMATS.date_short(at),
  date_long_pretty: (at) => relativeDay(at) ?? FORMATS.date_long(at),
  time: (at) => clock(at, ''),
  time_secs: (at) => clock(at, `:${two(at.second)}`),
  ago: (at) => ago(at.ms - at.now),
};

/** A time taken apart in the reader's zone. */
function moment(ms, { zone, hour12 = readersClock(), now = Date.now() }) {
  const at = inZone(ms, zone);
  const days = Math.round((dayOf(at) - dayOf(inZone(now, zone))) / DAY_MS);
  return { ...at, ms, now, hour12, daysAway: days };
}

/** Without a zone it is the reader's own: there no `Intl` is asked, which takes a browser 50 ms the first time. */
function inZone(ms, zone) {
  return zone ? inNamedZone(ms, zone) : inOwnZone(new Date(ms));
}

function inOwnZone(date) {
  const [month, day] = [date.getMonth() + 1, date.getDate()];
  const [hour, minute, second] = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const weekday = WEEKDAYS[date.getDay()];
  return { year: date.getFullYear(), month, day, hour, minute, second, weekday, monthName: MONTHS[month - 1] };
}

function inNamedZone(ms, zone) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', weekday: 'long', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const [year, month, day] = [parts.year, parts.month, parts.day].map(Number);
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map(Number);
  return { year, month, day, hour, minute, second, weekday: parts.weekday, monthName: MONTHS[month - 1] };
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const dayOf = ({ year, month, day }) => Date.UTC(year, month - 1, day);

const two = (number) => String(number).padStart(2, '0');

const yearOf = (at) => (Math.abs(at.ms - at.now) < NEAR_MS ? '' : `, ${at.year}`);

const relativeDay = (at) => ({ '-1': 'yesterday', 0: 'today', 1: 'tomorrow' })[at.daysAway] ?? null;

/** Where English is written with a clock of twelve hours; the page is in English. */
const TWELVE = /^en(-(US|CA|AU|NZ|IN|PH))?$/;

const readersClock = () => TWELVE.test(globalThis.navigator?.language ?? 'en');

/** A time of the day as the reader writes it, `9:05 AM` or `09:05`, of epoch milliseconds. */
export const clockText = (ms, hour12 = readersClock()) => clock({ ...inOwnZone(new Date(ms)), hour12 }, '');

function clock({ hour, minute, hour12 }, seconds) {
  if (!hour12) return `${two(hour)}:${two(minute)}${seconds}`;
  return `${hour % 12 || 12}:${two(minute)}${seconds} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** 1st, 2nd, 3rd, 4th … 11th, 12th, 13th. */
function ordinal(day) {
  const isTeen = day >= 11 && day <= 13;
  return day + ((!isTeen && { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10]) || 'th');
}

const UNITS = [['year', 365 * DAY_MS], ['month', 30 * DAY_MS], ['day', DAY_MS], ['hour', 3_600_000],
  ['minute', 60_000]];

/** `3 minutes ago`, `in 2 days`, `just now`. */
function ago(difference) {
  const distance = Math.abs(difference);
  const [unit, length] = UNITS.find(([, least]) => distance >= least) ?? [];
  if (!unit) return 'just now';
  const count = Math.floor(distance / length);
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return difference < 0 ? `${words} ago` : `in ${words}`;
}
