// Drawing spread over frames: each part is drawn at most so often, and one part a frame, so that no
// frame has much to do however much arrives.

/** Draws parts that have changed, in turns. */
export class Frames {
  #parts = new Map();
  #frame = 0;
  #timer = null;

  /**
   * @param key names the part
   * @param every milliseconds between two drawings at least
   */
  add(key, every, draw) {
    this.#parts.set(key, { every, draw, due: false, drawn: 0 });
  }

  remove(key) {
    this.#parts.delete(key);
  }

  /** A part has changed. */
  touch(key) {
    const part = this.#parts.get(key);
    if (!part || part.due) return;
    part.due = true;
    this.#schedule();
  }

  #schedule() {
    if (this.#frame || this.#timer) return;
    const now = performance.now();
    const waits = [...this.#parts.values()]
      .filter((part) => part.due)
      .map((part) => part.drawn + part.every - now);
    if (waits.length === 0) return;
    const wait = Math.min(...waits);
    if (wait <= 0) this.#frame = requestAnimationFrame(() => this.#draw());
    else
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#schedule();
      }, wait);
  }

  #draw() {
    this.#frame = 0;
    const now = performance.now();
    const [part] = [...this.#parts.values()]
      .filter((candidate) => candidate.due && candidate.drawn + candidate.every <= now)
      .sort((a, b) => a.drawn - b.drawn);
    if (part) {
      part.due = false;
      part.drawn = now;
      part.draw();
    }
    this.#schedule();
  }

  close() {
    this.#parts.clear();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }
}
