// The one stream of events from the server, opened for what the present view shows. What arrives is
// handed on once a frame, so that a burst costs one layout.

import { EventStream } from './stream.js';

const QUIET = ['prequential', 'served', 'gate', 'drift', 'version', 'alias', 'deadletter'];
const SILENCE = 5000;
const MOST_WAITING = 2000;

/** Subscriptions to the stream of events; reconnects by itself. */
export class Live {
  #source = null;
  #listeners = new Set();
  #waiting = [];
  #lost = 0;
  #frame = 0;
  #query = null;
  #heard = 0;
  #watch = null;
  #state = 'connecting';

  /** @param onState is told `connecting`, `open` or `lost` */
  constructor(onState) {
    this.onState = onState;
    this.#watch = setInterval(() => this.#check(), 1000);
  }

  /**
   * Opens the stream, or opens it anew when the filter differs.
   *
   * @param filter `{predictions: bool, task: [], source, class: [], min}`
   */
  open(filter = {}) {
    const query = new URLSearchParams();
    if (!filter.predictions) QUIET.forEach((kind) => query.append('kind', kind));
    for (const task of filter.task ?? []) query.append('task', task);
    for (const label of filter.class ?? []) query.append('class', label);
    if (filter.source) query.append('source', filter.source);
    if (filter.min) query.append('min', String(filter.min));
    const text = query.toString();
    if (text === this.#query) return;
    this.#query = text;
    this.#connect();
  }

  #connect() {
    this.#source?.close();
    this.#waiting = [];
    this.#heard = Date.now();
    this.#source = new EventStream(`/api/live?${this.#query}`, {
      opened: () => this.#become('open'),
      take: (kind, text) => this.#take(kind, text),
      failed: () => this.#become('lost'),
    });
  }

  /** Connects again once a second, also where a dead peer says nothing. */
  #check() {
    if (this.#query === null) return;
    const silent = Date.now() - this.#heard > SILENCE;
    if (this.#source.ended || silent) {
      this.#become('lost');
      this.#connect();
    }
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.onState(state);
  }

  #take(kind, text) {
    this.#heard = Date.now();
    this.#become('open');
    if (this.#waiting.length >= MOST_WAITING) {
      this.#waiting.shift();
      this.#lost++;
    }
    this.#waiting.push({ kind, text });
    // A hidden tab has no frames; what waits is bounded.
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#hand());
  }

  #hand() {
    this.#frame = 0;
    const events = this.#waiting.map(({ kind, text }) => ({ kind, ...JSON.parse(text) }));
    this.#waiting = [];
    const lost = this.#lost;
    this.#lost = 0;
    for (const listener of this.#listeners) listener(events, lost);
  }

  /** @returns a function that ends the subscription */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
