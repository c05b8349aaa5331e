// What of the stream is handed on to the page. At hundreds of events a second most are texts that
// nobody could read and labels of such texts; these need not cost the page anything.

import { partOf } from './part.js';

/** Unread texts, which come one by one: predictions come in bursts, and of a short one all are shown. */
const MOST_UNREAD = 16;
/** Milliseconds between two texts: nobody reads faster, and rows are the most that a page has to lay out. */
const TEXT_EVERY = 120;

const MOST_WAITING = 2000;
/** Twice what comes at 500 predictions a second: what a pause has heaped up does not come at once. */
const MOST_IN_BATCH = 60;
/** Events whose label is of use: more than all that the page shows. */
const MOST_SHOWN = 6000;

/** Events between two batches; bounded, however long nobody takes them. */
export class Sift {
  #texts = [];
  #others = [];
  #shown = new Set();
  #left = 0;
  #nextText = 0;

  get empty() {
    return this.#texts.length + this.#others.length === 0;
  }

  /** @returns milliseconds until something of what waits can be taken */
  wait(now) {
    return this.#others.length > 0 ? 0 : Math.max(0, this.#nextText - now);
  }

  add(event) {
    const key = `${event.task} ${event.eventId}`;
    if (event.kind === 'label') {
      const unread = this.#texts.find((text) => text.key === key);
      if (unread) unread.events.push(event);
      else if (this.#shown.has(key)) this.#wait(event);
    } else if (event.kind !== 'prediction') this.#wait(event);
    else {
      this.#remember(key);
      if (partOf(event) === 'texts') this.#queue(key, event);
      else this.#wait(event);
    }
  }

  #remember(key) {
    this.#shown.add(key);
    if (this.#shown.size > MOST_SHOWN) this.#shown.delete(this.#shown.values().next().value);
  }

  /** A label that comes early stays with its text. */
  #queue(key, event) {
    this.#texts.push({ key, events: [event] });
    if (this.#texts.length <= MOST_UNREAD) return;
    this.#shown.delete(this.#texts.shift().key);
    this.#left++;
  }

  #wait(event) {
    this.#others.push(event);
    if (this.#others.length <= MOST_WAITING) return;
    this.#others.shift();
    this.#left++;
  }

  /**
   * @param now milliseconds
   * @returns events that wait, the oldest first, and how many were left out since the last time
   */
  take(now) {
    const text = now < this.#nextText ? [] : (this.#texts.shift()?.events ?? []);
    if (text.length > 0) this.#nextText = now + TEXT_EVERY;
    const events = [...text, ...this.#others.splice(0, MOST_IN_BATCH)];
    const left = this.#left;
    this.#left = 0;
    return { events, left };
  }
}
