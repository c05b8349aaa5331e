// What the models see and say, as it happens: pictures with boxes, texts with classes, sensor traces
// with what was foretold and what came.

import { h, Keyed, setText } from '../dom.js';
import { count } from '../format.js';
import { Frames } from '../frames.js';
import { filterBar } from '../livefilter.js';
import { Painter } from '../painter.js';
import { partOf } from '../part.js';
import { PictureCard } from '../picture.js';
import { Seen } from '../seen.js';
import { textRow } from '../textrow.js';
import { Trace } from '../trace.js';

const MOST_TEXTS = 24;
const MOST_PICTURES = 12;
const MOST_TRACES = 12;
const MOST_HELD = 2000;
/** A little less than what the worker waits between two texts. */
const TEXTS_EVERY = 100;
const PICTURES_EVERY = 250;
const TRACES_EVERY = 500;

/** Opens the view. */
export function open(shared) {
  const pictures = new Map();
  const traces = new Map();
  let texts = [];
  let held = [];
  let paused = false;
  let fresh = [];
  let unread = 0;
  const frames = new Frames();
  const painter = new Painter();
  const seen = new Seen((key) => {
    if (traces.has(key)) frames.touch(key);
    paintNewest(key);
  });
  const filters = filterBar(shared, () => {
    clear();
    shared.live.open(filters.value());
  });
  const pause = h(
    'button',
    { type: 'button', class: 'primary', 'aria-pressed': 'false', onclick: () => hold(!paused) },
    'Pause',
  );
  const status = h('p', { class: 'note', role: 'status' });
  filters.element.append(h('div', { class: 'filters-end' }, pause));
  const textList = h('ol', {
    class: 'texts',
    tabindex: '0',
    'aria-label': 'Texts, newest first',
  });
  const pictureGrid = h('div', { class: 'pictures' });
  const traceGrid = h('div', { class: 'traces' });
  const rows = new Keyed(textList, textRow);
  const sections = {
    pictures: h('section', { hidden: true }, h('h2', {}, 'Pictures'), pictureGrid),
    traces: h('section', { hidden: true }, h('h2', {}, 'Sensors'), traceGrid),
    texts: h('section', { hidden: true }, h('h2', {}, 'Texts'), textList),
  };
  const empty = h('p', { class: 'empty' }, 'Waiting for predictions…');
  const element = h(
    'div',
    { class: 'live' },
    filters.element,
    status,
    empty,
    h(
      'div',
      { class: 'live-grid' },
      h('div', {}, sections.pictures, sections.traces),
      sections.texts,
    ),
  );

  function clear() {
    texts = [];
    fresh = [];
    held = [];
    pictures.forEach((card, key) => forget(key, card));
    pictures.clear();
    pictureGrid.replaceChildren();
    traces.forEach((trace, key) => {
      trace.close();
      seen.remove(trace.element);
      frames.remove(key);
    });
    traces.clear();
    traceGrid.replaceChildren();
    frames.touch('texts');
  }

  function hold(on) {
    paused = on;
    pause.setAttribute('aria-pressed', String(on));
    setText(pause, on ? 'Go on' : 'Pause');
    if (!on) {
      const events = held;
      held = [];
      events.forEach(accept);
    }
  }

  function take(events, lost) {
    for (const event of events) {
      if (event.kind === 'tick') describe(event.dropped + lost);
      if (event.kind !== 'prediction' && event.kind !== 'label') continue;
      if (paused) {
        if (held.length >= MOST_HELD) held.shift();
        held.push(event);
      } else accept(event);
    }
  }

  /** Says each second what this page leaves out. */
  function describe(dropped) {
    const words = [];
    const left = dropped + unread;
    unread = 0;
    if (left > 0)
      words.push(
        `more comes than can be read: ${count(left)} events of the last second are not shown`,
      );
    if (paused) {
      const full = held.length === MOST_HELD ? ' (older ones are dropped)' : '';
      words.push(`held: ${count(held.length)}${full}`);
    }
    setText(status, words.join(' · '));
  }

  function accept(event) {
    if (event.kind === 'label') {
      label(event);
      return;
    }
    const part = partOf(event);
    if (part === 'pictures') {
      picture(event);
    } else if (part === 'traces') {
      const key = `${event.task} ${event.source}`;
      if (!traces.has(key)) {
        if (traces.size >= MOST_TRACES) return;
        const trace = new Trace(key, event);
        traces.set(key, trace);
        traceGrid.append(trace.element);
        seen.add(trace.element, key);
        frames.add(key, TRACES_EVERY, () => {
          if (seen.has(key)) trace.draw();
          describeSections();
        });
      }
      traces.get(key).add(event);
      frames.touch(key);
    } else {
      fresh.push(event);
      if (fresh.length > MOST_TEXTS) {
        fresh.shift();
        unread++;
      }
      frames.touch('texts');
    }
  }

  /** One card a source, each drawn in a frame of its own; the one that is silent for longest goes. */
  function picture(event) {
    const key = `picture ${event.task} ${event.source}`;
    const card = pictures.get(key) ?? new PictureCard(painter);
    pictures.delete(key);
    pictures.set(key, card);
    card.newest = event;
    if (!card.element.isConnected) {
      const names = [...pictures.keys()].sort((a, b) => a.localeCompare(b));
      const next = pictures.get(names[names.indexOf(key) + 1]);
      pictureGrid.insertBefore(card.element, next?.element ?? null);
      frames.add(key, PICTURES_EVERY, () =>
        card.paint(() => {
          frames.touch(`${key} words`);
          card.painting = false;
          paintNewest(key);
        }),
      );
      frames.add(`${key} words`, PICTURES_EVERY, () => card.describe());
      seen.add(card.element, key);
      describeSections();
    }
    if (pictures.size > MOST_PICTURES) {
      const [[oldest, gone]] = pictures;
      pictures.delete(oldest);
      forget(oldest, gone);
      gone.element.remove();
    }
    paintNewest(key);
  }

  function forget(key, card) {
    card.close();
    seen.remove(card.element);
    frames.remove(key);
    frames.remove(`${key} words`);
  }

  /** What nobody sees is not drawn, and of a fast camera what came while the last was drawn. */
  function paintNewest(key) {
    const card = pictures.get(key);
    if (!card || card.painting || card.newest === card.event || !seen.has(key)) return;
    card.painting = true;
    frames.touch(key);
  }

  function label(event) {
    const same = (t) => t.eventId === event.eventId && t.task === event.task;
    const text = texts.find(same) ?? fresh.find(same);
    if (text && event.target.class !== undefined && event.target.class !== null) {
      text.truth = event.target.class;
      text.right = event.right ?? text.output.label === event.target.class;
      frames.touch('texts');
    }
    if (!event.target.values) return;
    for (const [key, trace] of traces) {
      if (key.startsWith(`${event.task} `) && trace.label(event.eventId, event.target))
        frames.touch(key);
    }
  }

  function describeSections() {
    sections.texts.hidden = texts.length === 0;
    sections.pictures.hidden = pictures.size === 0;
    sections.traces.hidden = traces.size === 0;
    empty.hidden = texts.length + pictures.size + traces.size > 0;
    const { task, source, class: label, min } = filters.value();
    const narrowed = task.length || source || label.length || min;
    setText(
      empty,
      narrowed ? 'Nothing that passes the filter has come yet.' : 'Waiting for predictions…',
    );
  }

  /** One row a frame: new rows are the most to lay out. */
  frames.add('texts', TEXTS_EVERY, () => {
    if (fresh.length > 0) texts = [fresh.shift(), ...texts].slice(0, MOST_TEXTS);
    if (fresh.length > 0) frames.touch('texts');
    rows.show(texts.map((event) => [`${event.task} ${event.eventId}`, event]));
    describeSections();
  });
  const endTasks = shared.watch(() => filters.tasks());
  const endLive = shared.live.listen(take);
  shared.live.open(filters.value());
  return {
    element,
    key: (event) => {
      if (event.key === ' ' || event.key === 'p' || event.key === 'P') {
        if (event.target.closest('button, a')) return;
        event.preventDefault();
        hold(!paused);
      }
    },
    close: () => {
      endTasks();
      endLive();
      frames.close();
      seen.close();
      painter.close();
      traces.forEach((trace) => trace.close());
    },
  };
}
