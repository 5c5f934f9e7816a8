/** Work in small shares, one a frame, so that scrolling and typing stay smooth. */

/** Browsers draw no frames of a page in the background: time goes on by this there. */
const HIDDEN_EVERY_MS = 250;

/** Resolves when the next frame is about to be drawn. */
export const nextFrame = () =>
  new Promise((go) => (document.hidden ? setTimeout(go, HIDDEN_EVERY_MS) : requestAnimationFrame(go)));

/** Resolves when the next frame was drawn. */
export const frameDrawn = () => nextFrame().then(() => new Promise((go) => setTimeout(go)));

/** A list in pieces of a size, from its end: `[1, 2, 3]` by two is `[[2, 3], [1]]`. */
export function fromTheEnd(list, size) {
  const pieces = [];
  for (let end = list.length; end > 0; end -= size) pieces.push(list.slice(Math.max(0, end - size), end));
  return pieces;
}
