/** Line icons, drawn here: the page loads no pictures. */

const PATHS = {
  hash: 'M5 9h15M4 15h15M10 4 8 20M16 4l-2 16',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  home: 'm4 11 8-7 8 7M6 10v10h12V10',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12 20 4l-5 16-4-7zM11 13l9-9',
  close: 'm6 6 12 12M18 6 6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  reply: 'M5 5h14v10h-7l-4 4v-4H5z',
  people:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.5a3 3 0 0 1 0 5.5M18 14.5c2 .8 3 2.5 3 5.5',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  down: 'm6 9 6 6 6-6',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  phone: 'M8 3h8v18H8zM11 18h2',
  flow: 'M5 5h6v4H5zM13 15h6v4h-6zM8 9v8h5',
  back: 'm14 6-6 6 6 6',
};

const SVG = 'http://www.w3.org/2000/svg';

/** An icon by its name, hidden from screen readers: what it means stands beside it, or in its button's label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
