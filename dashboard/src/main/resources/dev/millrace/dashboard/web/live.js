// The one stream of events from the server, opened for what the present view shows. A worker reads
// it and hands on what a person can follow.

const QUIET = ['prequential', 'served', 'gate', 'drift', 'version', 'alias', 'deadletter'];
const AGAIN = 1000;

/** Subscriptions to the stream of events; reconnects by itself. */
export class Live {
  #worker;
  #listeners = new Set();
  #query = null;

  /** @param onState is told `connecting`, `open` or `lost` */
  constructor(onState) {
    this.onState = onState;
    this.#start();
  }

  /** A worker whose code did not come, since the server was away, is started again. */
  #start() {
    this.#worker = new Worker('/streamworker.js', { type: 'module' });
    this.#worker.onmessage = ({ data }) => (data.state ? this.onState(data.state) : this.#take(data));
    this.#worker.onerror = () => {
      this.#worker.terminate();
      this.onState('lost');
      setTimeout(() => this.#start(), AGAIN);
    };
    if (this.#query !== null) this.#worker.postMessage({ query: this.#query });
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
    this.#query = query.toString();
    this.#worker.postMessage({ query: this.#query });
  }

  #take({ query, events, left }) {
    // What was on its way while another filter was chosen is not for this one.
    if (query === this.#query) {
      const parsed = JSON.parse(events);
      for (const listener of this.#listeners) listener(parsed, left);
    }
    this.#next();
  }

  /** Nobody looks at a hidden tab: it takes no more until it is seen, and what waits is bounded. */
  #next() {
    if (document.hidden)
      document.addEventListener('visibilitychange', () => this.#next(), { once: true });
    else this.#worker.postMessage({});
  }

  /** @returns a function that ends the subscription */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
