/** Shows images, without the network: what is not the page's own is a frame with the image's words. */

import { loadableImage } from '../texts/links.mjs';
import { make } from '../parts/nodes.mjs';

/**
 * An image, or its placeholder.
 * @param {{image_url?: string, alt_text?: string}} image a block or an element
 * @param {string} size the class that gives its size
 */
export function imageNode(image, size) {
  const alt = image.alt_text ?? '';
  const src = image.image_url ? loadableImage(image.image_url, document.baseURI) : null;
  if (src) return make('img', { class: `k-image ${size}`, src, alt });
  return make(
    'span',
    { class: `k-image k-frame ${size}`, role: 'img', 'aria-label': alt || 'Image', title: alt || null },
    make('span', { class: 'k-frame-words', 'aria-hidden': 'true' }, alt || 'Image'),
  );
}
