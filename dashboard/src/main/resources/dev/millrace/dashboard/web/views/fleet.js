// Who sends: how much, when last, how often the models are right about it, and where it is.

import { poll } from '../api.js';
import { h, Keyed, setText, svg } from '../dom.js';
import { ago, count, number, rate } from '../format.js';
import { accuracy, relativeError, scoreWords, taskErrors } from '../scores.js';
import { n, tableHead } from '../tablehead.js';

const SILENT = 30_000;
const MOST_ROWS = 500;

const ORDERS = {
  rate: ['rate, highest first', (a, b) => b.ratePerSecond - a.ratePerSecond],
  seen: ['silent for longest', (a, b) => a.lastSeen - b.lastSeen],
  worst: ['least accurate class first', (a, b) => (accuracy(a) ?? 2) - (accuracy(b) ?? 2)],
  error: [
    'largest error first',
    (a, b, means) => (relativeError(b, means) ?? -1) - (relativeError(a, means) ?? -1),
  ],
  name: ['name', (a, b) => a.source.localeCompare(b.source)],
};

/** Vehicles from above: their tracks, to scale, north or y up. */
class Map2d {
  constructor() {
    this.drawing = svg('g', {});
    this.svg = svg('svg', { class: 'map', viewBox: '0 0 600 420', role: 'img' }, this.drawing);
    this.scale = h('p', { class: 'note' });
    this.element = h(
      'section',
      { class: 'panel', 'aria-label': 'Map' },
      h('h2', {}, 'From above'),
      this.svg,
      this.scale,
    );
  }

  show(sources) {
    const placed = sources.filter((s) => s.position);
    this.element.hidden = placed.length === 0;
    if (placed.length === 0) return;
    const geo = placed.some((s) => s.position.unit === 'deg');
    const same = placed.filter((s) => (s.position.unit === 'deg') === geo);
    const lat = same[0].position.y;
    const stretch = geo ? Math.cos((lat * Math.PI) / 180) : 1;
    const points = same.flatMap((s) => [
      ...(s.position.track ?? []),
      [s.position.x, s.position.y],
    ]);
    const xs = points.map((p) => p[0] * stretch);
    const ys = points.map((p) => p[1]);
    const least = geo ? 5e-5 : 1;
    const span = Math.max(
      (Math.max(...xs) - Math.min(...xs)) / 560,
      (Math.max(...ys) - Math.min(...ys)) / 380,
      least / 100,
    );
    const midX = (Math.max(...xs) + Math.min(...xs)) / 2;
    const midY = (Math.max(...ys) + Math.min(...ys)) / 2;
    const at = ([x, y]) => [300 + (x * stretch - midX) / span, 210 - (y - midY) / span];
    this.drawing.replaceChildren(
      ...same.map((s, i) => {
        const colour = `var(--c${(i % 8) + 1})`;
        const [x, y] = at([s.position.x, s.position.y]);
        const track = (s.position.track ?? [])
          .map((p) =>
            at(p)
              .map((v) => v.toFixed(1))
              .join(','),
          )
          .join(' ');
        const heading = s.position.heading;
        return svg(
          'g',
          {},
          svg('polyline', { class: 'track', points: track, style: { stroke: colour } }),
          heading === null || heading === undefined
            ? svg('circle', { cx: x, cy: y, r: 6, style: { fill: colour } })
            : svg('path', {
                d: 'M0,-9L6,7L0,4L-6,7Z',
                transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${heading.toFixed(1)})`,
                style: { fill: colour },
              }),
          svg('text', { class: 'map-name', x: x + 10, y: y + 4 }, s.source),
        );
      }),
    );
    this.svg.setAttribute('aria-label', `Positions of ${same.map((s) => s.source).join(', ')}`);
    const metres = geo ? span * 111_320 : span;
    const hundred = metres * 100;
    setText(
      this.scale,
      `100 px are ${hundred >= 1000 ? `${number(hundred / 1000)} km` : `${number(hundred)} m`}${geo ? ', north is up' : ''}`,
    );
  }
}

function row() {
  const cells = Array.from({ length: 5 }, (_, i) =>
    h('td', { class: i === 2 || i === 3 ? 'n' : null }),
  );
  const name = h('th', { scope: 'row' });
  const dot = h('span', { class: 'pill' });
  const part = h('i', {});
  const words = h('span', {});
  cells[4].append(dot);
  const bar = h('span', { class: 'bar' }, part);
  cells[0].append(bar, ' ', words);
  const element = h('tr', {}, name, ...cells);
  return {
    element,
    update: ({ source, means }) => {
      setText(name, source.source);
      setText(cells[1], [...source.feeds, ...source.tasks.map((t) => `→ ${t}`)].join(' '));
      setText(cells[2], rate(source.ratePerSecond));
      setText(cells[3], count(source.events));
      const silent = Date.now() - source.lastSeen > SILENT;
      setText(dot, ago(source.lastSeen));
      dot.className = `pill ${silent ? 'warn' : 'good'}`;
      const value = accuracy(source);
      bar.hidden = value === null;
      part.style.width = `${100 * (value ?? 0)}%`;
      setText(words, scoreWords(source, means));
    },
  };
}

/** Opens the view. */
export function open(shared) {
  shared.live.open();
  let sources = null;
  const search = h('input', {
    id: 'fleet-search',
    type: 'search',
    'data-filter': true,
    autocomplete: 'off',
    placeholder: 'part of a name',
    oninput: draw,
  });
  const order = h(
    'select',
    { id: 'fleet-order', onchange: draw },
    ...Object.entries(ORDERS).map(([key, [words]]) => h('option', { value: key }, words)),
  );
  const empty = h('p', { class: 'empty' }, 'Reading the sources…');
  const rows = h('tbody', {});
  const keyed = new Keyed(rows, row);
  const map = new Map2d();
  const table = h(
    'div',
    { class: 'panel table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Sources' },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, 'Sources'),
      tableHead(
        'source',
        'right, or mean absolute error in the label’s unit',
        'feeds and tasks',
        n('rate'),
        n('events'),
        'last seen',
      ),
      rows,
    ),
  );
  const body = h('div', { class: 'fleet-grid' }, table, map.element);
  const element = h(
    'div',
    { class: 'fleet' },
    h(
      'div',
      { class: 'toolbar' },
      h('label', {}, 'Source', search),
      h('label', {}, 'Order', order),
    ),
    empty,
    body,
  );

  function draw() {
    if (sources === null) return;
    const text = search.value.trim().toLowerCase();
    const means = taskErrors(sources);
    const [, before] = ORDERS[order.value];
    const found = sources
      .filter((s) => s.source.toLowerCase().includes(text))
      .sort((a, b) => before(a, b, means));
    empty.hidden = found.length > 0;
    body.hidden = found.length === 0;
    setText(
      empty,
      sources.length === 0
        ? 'No source has sent an event yet.'
        : `No source has “${search.value.trim()}” in its name.`,
    );
    keyed.show(found.slice(0, MOST_ROWS).map((source) => [source.source, { source, means }]));
    map.show(found);
  }
  body.hidden = true;
  const end = poll(
    '/api/sources',
    2000,
    (now) => {
      sources = now;
      draw();
    },
    (error) => {
      empty.hidden = false;
      setText(empty, `The sources can't be read now: ${error.message}`);
    },
  );
  return { element, close: end };
}
