// A picture with what was found in it, drawn as SVG over it in the picture's own coordinates.

import { COLOURS } from './chart.js';
import { h, setText, svg } from './dom.js';
import { count, duration, number, percent, time } from './format.js';
import { colourOfTrack, isTracked, Trails } from './trails.js';

const MOST_FUSED = 8;
const MOST_BOXES = 200;

/** The same class has the same colour everywhere. */
export function colourOf(label) {
  let hash = 0;
  for (const char of label) hash = (hash * 31 + char.codePointAt(0)) >>> 0;
  return COLOURS[hash % COLOURS.length];
}

function box(found, size) {
  const tracked = isTracked(found);
  const colour = tracked ? colourOfTrack(found.trackId) : colourOf(found.label);
  const name = found.text ?? `${found.label} ${percent(found.score, 0)}`;
  const words = tracked ? `#${found.trackId} ${name}` : name;
  const shape =
    found.polygon?.length >= 6
      ? svg('polygon', { points: found.polygon.join(' ') })
      : svg('rect', {
          x: found.x1,
          y: found.y1,
          width: Math.max(0, found.x2 - found.x1),
          height: Math.max(0, found.y2 - found.y1),
        });
  shape.style.stroke = colour;
  shape.setAttribute('class', 'found');
  const width = words.length * size * 0.62 + size * 0.6;
  const top = found.y1 >= size * 1.4 ? found.y1 - size * 1.3 : found.y2;
  return svg(
    'g',
    {},
    shape,
    svg('rect', {
      class: 'found-back',
      x: found.x1,
      y: top,
      width,
      height: size * 1.3,
      style: { fill: colour },
    }),
    svg(
      'text',
      {
        class: 'found-text',
        x: found.x1 + size * 0.3,
        y: top + size,
        style: { fontSize: `${size}px` },
      },
      words,
    ),
  );
}

/** The newest picture of one source. */
export class PictureCard {
  #trails = new Trails();
  #newest = null;

  constructor() {
    this.image = h('img', { alt: '', decoding: 'async' });
    this.overlay = svg('svg', { class: 'overlay', 'aria-hidden': 'true' });
    this.gone = h('p', { class: 'empty' }, 'The picture is no longer held.');
    this.caption = h('p', { class: 'note' });
    this.found = h('p', { class: 'found-words' });
    this.frame = h('div', { class: 'picture-frame' }, this.image, this.overlay, this.gone);
    this.title = h('h3', {});
    this.element = h(
      'article',
      { class: 'card picture' },
      this.title,
      this.frame,
      this.found,
      this.caption,
    );
    this.gone.hidden = true;
  }

  /** The newest event; of those that are never drawn the trails remain. */
  set newest(event) {
    this.#newest = event;
    this.#trails.add(event);
  }

  get newest() {
    return this.#newest;
  }

  /** Fetches the newest event's picture out of sight, so that it and its boxes change at once. */
  fetch(then) {
    const event = this.#newest;
    // More may have come by the time the picture is there.
    const lines = this.#trails.lines(event);
    const image = h('img', { alt: '', decoding: 'async' });
    const came = (there) => {
      this.next = { event, lines, image, there };
      then();
    };
    if (event.input?.type !== 'image') {
      came(false);
      return;
    }
    image.addEventListener('load', () => came(true));
    image.addEventListener('error', () => came(false));
    image.src = event.input.picture;
  }

  /** Shows what has been fetched. */
  draw() {
    const { event, lines, image, there } = this.next;
    this.event = event;
    image.hidden = !there;
    this.image.replaceWith(image);
    this.image = image;
    this.gone.hidden = there;
    if (event.input?.type === 'image')
      this.frame.style.aspectRatio = `${event.input.width} / ${event.input.height}`;
    this.#drawBoxes(lines);
  }

  /** Says it in words, which have a frame of their own: they and the boxes are the most to lay out. */
  describe() {
    const { event } = this;
    setText(this.title, `${event.task} · ${event.source}`);
    const boxes = event.output.boxes ?? [];
    const counts = new Map();
    for (const found of boxes)
      counts.set(found.text ?? found.label, (counts.get(found.text ?? found.label) ?? 0) + 1);
    const words = [...counts].map(([label, n]) => (n > 1 ? `${n} × ${label}` : label)).join(', ');
    const said =
      event.output.type === 'classification'
        ? `${event.output.label} ${percent(event.output.probability, 0)}`
        : words || 'nothing found';
    setText(this.found, said);
    this.image.alt = `Picture of ${event.source}: ${said}`;
    const fused = Object.entries(event.fused ?? {})
      .slice(0, MOST_FUSED)
      .map(([name, value]) => `${name} ${number(value)}`);
    const facts = [`version ${count(event.version)}`, time(event.at), duration(event.latencyMs)];
    setText(this.caption, [...facts, ...fused].join(' · '));
  }

  #drawBoxes(lines) {
    const { input, output } = this.event;
    const width = input?.width ?? 1;
    const height = input?.height ?? 1;
    this.overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const size = Math.max(9, width / 42);
    // The surest box last, and tracks above all others: labels lie on each other.
    const boxes = (output.boxes ?? []).slice(0, MOST_BOXES).reverse();
    const draw = (found) => box(found, size);
    this.overlay.replaceChildren(
      ...boxes.filter((found) => !isTracked(found)).map(draw),
      ...lines,
      ...boxes.filter(isTracked).map(draw),
    );
  }
}
