// Server-sent events, read by fetch. An EventSource makes an event object and a call of each one, which
// at a thousand a second is most of what a page has to do; here a chunk of many costs one task.

const GAP = '\n\n';

/** One connection; it does not come back by itself. */
export class EventStream {
  #abort = new AbortController();
  #rest = '';

  /** Whether the server, the net or `close` has ended it. */
  ended = false;

  /**
   * @param path where the events are
   * @param opened is called when the server has answered
   * @param take gets name and data of each event
   * @param failed is called when it has ended, unless it was closed
   */
  constructor(path, { opened, take, failed }) {
    this.#read(path, opened, take)
      .catch(() => {})
      .finally(() => {
        this.ended = true;
        if (!this.#abort.signal.aborted) failed();
      });
  }

  async #read(path, opened, take) {
    const response = await fetch(path, {
      signal: this.#abort.signal,
      cache: 'no-store',
      headers: { Accept: 'text/event-stream' },
    });
    if (!response.ok) return;
    opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#abort.signal.aborted) return;
      this.#split(value, take);
    }
  }

  /** An event is `event: name`, `data: text` and an empty line; what is not whole waits. */
  #split(chunk, take) {
    const text = this.#rest + chunk;
    let start = 0;
    let end = text.indexOf(GAP);
    while (end >= 0) {
      const line = text.indexOf('\n', start);
      if (text.startsWith('event: ', start) && line < end)
        take(text.slice(start + 7, line), text.slice(line + 7, end));
      start = end + GAP.length;
      end = text.indexOf(GAP, start);
    }
    this.#rest = text.slice(start);
  }

  close() {
    this.#abort.abort();
  }
}
