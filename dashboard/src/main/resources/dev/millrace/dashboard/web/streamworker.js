// The stream of events, read on a thread of its own: reading, parsing and leaving out cost the page's
// thread nothing, which gets one small batch at a time, and the next when it has taken the last.

import { Sift } from './sift.js';
import { EventStream } from './stream.js';

const SILENCE = 5000;
/** Small batches, so that none makes a frame late. */
const BATCH_EVERY = 60;

let query = null;
let source = null;
let sift = new Sift();
let heard = 0;
let state = 'connecting';
let taken = true;
let handed = 0;
let timer = null;

function become(now) {
  if (now === state) return;
  state = now;
  postMessage({ state });
}

function connect() {
  source?.close();
  heard = Date.now();
  source = new EventStream(`/api/live?${query}`, {
    opened: () => become('open'),
    take: (kind, text) => {
      heard = Date.now();
      become('open');
      sift.add({ kind, ...JSON.parse(text) });
      plan();
    },
    failed: () => become('lost'),
  });
}

function plan() {
  if (timer !== null || !taken || sift.empty) return;
  const now = Date.now();
  timer = setTimeout(hand, Math.max(sift.wait(now), handed + BATCH_EVERY - now));
}

function hand() {
  timer = null;
  const now = Date.now();
  if (sift.empty || sift.wait(now) > 0) {
    plan();
    return;
  }
  handed = now;
  taken = false;
  const { events, left } = sift.take(now);
  // As one text, which a page parses faster than it copies as many objects.
  postMessage({ query, events: JSON.stringify(events), left });
}

onmessage = ({ data }) => {
  if (data.query === undefined) {
    taken = true;
    plan();
  } else if (data.query !== query) {
    query = data.query;
    sift = new Sift();
    connect();
  }
};

/** Connects again once a second, also where a dead peer says nothing. */
setInterval(() => {
  if (source === null) return;
  if (source.ended || Date.now() - heard > SILENCE) {
    become('lost');
    connect();
  }
}, 1000);
