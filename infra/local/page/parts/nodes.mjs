/** Makes DOM nodes. Every text of the page gets in here, as a text node: nothing is ever read as HTML. */

let made = 0;

/** An id that stands once in the page, for ties between labels and controls. */
export function freshId(of) {
  made += 1;
  return `k-${of}-${made}`;
}

/**
 * Makes an element.
 * @param {string} tag
 * @param {object} attributes by name; null, undefined and false leave one out, true sets it empty
 * @param {...(Node|string|null)} children strings become text nodes
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets an attribute, or takes it away where the value is null, undefined or false. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** A fragment of nodes and texts. */
export function fragment(...children) {
  const all = document.createDocumentFragment();
  all.append(...children.filter((child) => child !== null && child !== undefined));
  return all;
}

/** Adds a text with its line breaks as Slack shows them: an empty line is half as high as a full one. */
export function appendLines(parent, text) {
  for (const piece of text.split(/(\n\n|\n)/)) {
    if (piece === '\n') parent.append(make('br'));
    else if (piece === '\n\n') parent.append(make('span', { class: 'k-gap' }));
    else if (piece !== '') parent.append(piece);
  }
}
