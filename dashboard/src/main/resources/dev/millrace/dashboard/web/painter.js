// The page's side of the thread that draws pictures.

import { h } from './dom.js';

const AGAIN = 1000;
/** More pixels than that nobody sees. */
const MOST_RATIO = 2;

/** Hands out surfaces that are drawn on by a worker. */
export class Painter {
  #worker;
  #surfaces = new Map();
  #made = 0;
  #timer = null;

  constructor() {
    this.#start();
  }

  /** A worker whose code did not come, since the server was away, is started again. */
  #start() {
    this.#worker = new Worker('/paintworker.js', { type: 'module' });
    this.#worker.onmessage = ({ data }) => this.#surfaces.get(data.surface)?.painted(data.there);
    this.#worker.onerror = () => {
      this.#worker.terminate();
      this.#timer = setTimeout(() => this.#start(), AGAIN);
    };
    for (const surface of this.#surfaces.values()) surface.renew();
  }

  /**
   * A place for one picture at a time.
   *
   * @param share of the window's height that a picture may have
   */
  surface(share) {
    const key = this.#made++;
    const send = (message, parts = []) =>
      this.#worker.postMessage({ surface: key, ...message }, parts);
    const surface = new Surface(send, share, () => this.#surfaces.delete(key));
    this.#surfaces.set(key, surface);
    return surface;
  }

  close() {
    clearTimeout(this.#timer);
    for (const surface of [...this.#surfaces.values()]) surface.close();
    this.#worker.terminate();
  }
}

/** A canvas whose thread is the worker's; `element` holds it. */
class Surface {
  #send;
  #share;
  #forget;
  #canvas = null;
  #room = null;
  #found = null;
  #painted = null;
  #resize = new ResizeObserver(([{ contentRect }]) => this.#fit(contentRect.width));

  constructor(send, share, forget) {
    this.#send = send;
    this.#share = share;
    this.#forget = forget;
    this.element = h('div', { class: 'surface', role: 'img' });
    this.#resize.observe(this.element);
    this.renew();
  }

  /** A canvas belongs to its worker for ever: another worker needs another. */
  renew() {
    const canvas = h('canvas', { 'aria-hidden': 'true' });
    this.element.replaceChildren(canvas);
    const handed = canvas.transferControlToOffscreen();
    this.#send({ canvas: handed, room: this.#room, found: this.#found }, [handed]);
  }

  #fit(width) {
    this.#room = {
      width: Math.max(1, width),
      height: Math.max(1, this.#share * innerHeight),
      ratio: Math.min(MOST_RATIO, devicePixelRatio),
    };
    this.#send({ room: this.#room });
  }

  /**
   * Draws a picture and what was found in it.
   *
   * @param found `{picture, width, height, boxes, lines}`: its address, null where it is not held;
   *   its size in pixels
   * @param painted is told whether the picture was there, when all is drawn
   */
  paint(found, painted) {
    this.#found = found;
    this.#painted = painted;
    this.#send({ found });
  }

  painted(there) {
    this.#painted?.(there);
  }

  close() {
    this.#resize.disconnect();
    this.#send({ closed: true });
    this.#forget();
  }
}
