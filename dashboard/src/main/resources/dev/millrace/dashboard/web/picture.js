// The newest picture of a source with what was found in it.

import { h, setText } from './dom.js';
import { count, duration, number, percent, time } from './format.js';
import { Trails } from './trails.js';

const MOST_FUSED = 8;
/** Of the window's height, as in style.css. */
const MOST_HEIGHT = 0.6;

/** The newest picture of one source, drawn by a painter. */
export class PictureCard {
  #trails = new Trails();
  #newest = null;
  #surface;

  constructor(painter) {
    this.#surface = painter.surface(MOST_HEIGHT);
    this.gone = h('p', { class: 'empty' }, 'The picture is no longer held.');
    this.caption = h('p', { class: 'note' });
    this.found = h('p', { class: 'found-words' });
    this.frame = h('div', { class: 'picture-frame' }, this.#surface.element, this.gone);
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
    if (this.#newest === null) {
      this.#surface.element.ariaLabel = `Picture of ${event.source}, not drawn yet`;
      setText(this.title, `${event.task} · ${event.source}`);
    }
    this.#newest = event;
    this.#trails.add(event);
  }

  get newest() {
    return this.#newest;
  }

  /** Has the newest event drawn, picture and boxes at once. */
  paint(then) {
    const event = this.#newest;
    const { input, output } = event;
    const held = input?.type === 'image';
    const found = {
      picture: held ? input.picture : null,
      width: held ? input.width : 1,
      height: held ? input.height : 1,
      boxes: held ? (output.boxes ?? []) : [],
      // More may have come by the time the picture is there.
      lines: held ? this.#trails.lines(event) : [],
    };
    this.#surface.paint(found, (there) => {
      this.event = event;
      this.there = there;
      then();
    });
  }

  /** Says it in words, which are the most to lay out and so wait for a frame of their own. */
  describe() {
    const { event } = this;
    this.gone.hidden = this.there;
    if (event.input?.type === 'image')
      this.frame.style.aspectRatio = `${event.input.width} / ${event.input.height}`;
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
    this.#surface.element.ariaLabel = `Picture of ${event.source}: ${said}`;
    const fused = Object.entries(event.fused ?? {})
      .slice(0, MOST_FUSED)
      .map(([name, value]) => `${name} ${number(value)}`);
    const facts = [`version ${count(event.version)}`, time(event.at), duration(event.latencyMs)];
    setText(this.caption, [...facts, ...fused].join(' · '));
  }

  close() {
    this.#surface.close();
  }
}
