/** Which addresses become links. */

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address as a browser reads it, or null for what is no http, https or mailto address: `javascript:` and the like
 * never become a link, whichever way they are spelt.
 */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * The address of an image that may be loaded: `data:image/…`, or a path of the page's own origin. Null for all others,
 * since the page loads nothing from the network.
 */
export function loadableImage(text, base) {
  try {
    const url = new URL(text, base);
    if (url.protocol === 'data:') return /^data:image\//i.test(url.href) ? url.href : null;
    return /^https?:$/.test(url.protocol) && url.origin === new URL(base).origin ? url.href : null;
  } catch {
    return null;
  }
}
