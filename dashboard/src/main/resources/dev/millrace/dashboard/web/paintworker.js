// Pictures and what was found in them, fetched, decoded and drawn on a thread of its own: the page's
// thread only says what to draw.

import { drawFound } from './drawing.js';

/** The canvas of one picture's frame. */
class Surface {
  #canvas;
  #context;
  #room = { width: 1, height: 1, ratio: 1 };
  #shown = null;
  #turn = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
  }

  /** Tells how large a picture may be drawn, in pixels of CSS. */
  fit(room) {
    this.#room = room;
    return this.#draw();
  }

  /** @returns whether the picture was there; what was found is drawn without it too */
  async show({ picture, ...found }) {
    const packed = picture === null ? null : await fetched(picture);
    this.#shown = { ...found, packed };
    return this.#draw();
  }

  /** Decodes again where only the size has changed: pictures that lie unpacked need much memory. */
  async #draw() {
    if (this.#shown === null) return false;
    const turn = ++this.#turn;
    const { packed, width, height, ...found } = this.#shown;
    const bitmap = packed && (await createImageBitmap(packed).catch(() => null));
    if (turn === this.#turn) {
      const { ratio } = this.#room;
      const scale = ratio * Math.min(this.#room.width / width, this.#room.height / height);
      // Setting a size clears the canvas.
      this.#canvas.width = Math.max(1, Math.round(width * scale));
      this.#canvas.height = Math.max(1, Math.round(height * scale));
      if (bitmap)
        this.#context.drawImage(bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
      drawFound(this.#context, found, scale, ratio);
    }
    bitmap?.close();
    return Boolean(bitmap);
  }
}

async function fetched(picture) {
  try {
    const answer = await fetch(picture);
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null;
  }
}

const surfaces = new Map();

onmessage = async ({ data: { surface, canvas, room, found, closed } }) => {
  if (canvas) surfaces.set(surface, new Surface(canvas));
  if (room) await surfaces.get(surface)?.fit(room);
  if (found) postMessage({ surface, there: await surfaces.get(surface)?.show(found) });
  if (closed) surfaces.delete(surface);
};
