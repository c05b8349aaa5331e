// What the models see and say, as it happens: pictures with boxes, texts with classes, sensor traces
// with what was foretold and what came.

import { TimeChart, COLOURS } from '../chart.js';
import { h, Keyed, setText } from '../dom.js';
import { count, duration, number, percent, time } from '../format.js';
import { PictureCard } from '../picture.js';

const MOST_TEXTS = 40;
const MOST_PICTURES = 12;
const MOST_POINTS = 300;
const MOST_TRACES = 12;
const MOST_HELD = 2000;
const DRAW_EVERY = 250;

function filterBar(shared, changed) {
  const task = h(
    'select',
    { id: 'live-task', onchange: () => changed() },
    h('option', { value: '' }, 'all tasks'),
  );
  const source = h('input', {
    id: 'live-source',
    type: 'search',
    placeholder: 'any',
    'data-filter': true,
    autocomplete: 'off',
    onchange: () => changed(),
  });
  const label = h('input', {
    id: 'live-class',
    type: 'search',
    placeholder: 'any',
    list: 'live-classes',
    autocomplete: 'off',
    onchange: () => changed(),
  });
  const classes = h('datalist', { id: 'live-classes' });
  const least = h('input', {
    id: 'live-min',
    type: 'range',
    min: 0,
    max: 100,
    step: 5,
    value: '0',
    onchange: () => changed(),
  });
  const leastWords = h('output', { for: 'live-min' }, '0 %');
  least.addEventListener('input', () => setText(leastWords, `${least.value} %`));
  task.value = '';
  const element = h(
    'form',
    { class: 'filters', 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() },
    h('label', {}, 'Task', task),
    h('label', {}, 'Source', source),
    h('label', {}, 'Class', label, classes),
    h('label', {}, 'Confidence at least', h('span', { class: 'range' }, least, leastWords)),
  );
  let known = '';
  let wanted = shared.param('task') ?? '';
  function tasks() {
    const names = (shared.tasks ?? []).map((t) => t.task);
    const labels = [
      ...new Set((shared.tasks ?? []).flatMap((t) => Object.keys(t.classes ?? {}))),
    ].sort();
    const now = JSON.stringify([names, labels]);
    if (now === known) return;
    known = now;
    const chosen = task.value || wanted;
    task.replaceChildren(
      h('option', { value: '' }, 'all tasks'),
      ...names.map((name) => h('option', { value: name }, name)),
    );
    if (names.includes(chosen)) task.value = chosen;
    classes.replaceChildren(...labels.map((name) => h('option', { value: name })));
  }
  function value() {
    const chosen = task.value || (task.options.length === 1 ? wanted : '');
    return {
      predictions: true,
      task: chosen ? [chosen] : [],
      source: source.value.trim(),
      class: label.value.trim() ? [label.value.trim()] : [],
      min: Number(least.value) / 100,
    };
  }
  task.addEventListener('change', () => {
    wanted = task.value;
    shared.setParam('task', task.value);
  });
  return { element, tasks, value };
}

/** One text with its class; told right or wrong when the label has come. */
function textRow() {
  const label = h('span', { class: 'tag' });
  const part = h('i', {});
  const sure = h('span', { class: 'sure' });
  const words = h('p', {});
  const where = h('span', { class: 'where' });
  const verdict = h('span', { class: 'verdict' });
  const element = h(
    'li',
    { class: 'text-row' },
    h('div', { class: 'text-class' }, label, h('span', { class: 'bar' }, part), sure),
    h('div', {}, words, where),
    verdict,
  );
  return {
    element,
    update: (event) => {
      const { output } = event;
      setText(label, output.type === 'classification' ? output.label : output.type);
      const probability = output.probability ?? null;
      part.style.width = `${100 * (probability ?? 0)}%`;
      setText(sure, probability === null ? '' : percent(probability, 0));
      setText(
        words,
        event.input?.type === 'text' ? event.input.text : '(the text is no longer held)',
      );
      setText(
        where,
        `${event.task} · version ${count(event.version)} · ${event.source} · ${time(event.at)} · ${duration(event.latencyMs)}`,
      );
      const right = event.right ?? null;
      setText(verdict, right === null ? '' : right ? '✓ right' : `✗ was ${event.truth}`);
      verdict.className = `verdict ${right === null ? '' : right ? 'up' : 'down'}`;
    },
  };
}

/** A sensor's outputs over event time, and what then happened. */
class Trace {
  constructor(key, event) {
    const { output } = event;
    this.names =
      output.type === 'anomaly'
        ? ['score']
        : output.names?.length
          ? output.names
          : output.values.map((_, i) => `value ${i + 1}`);
    this.names = this.names.slice(0, 4);
    const lines = this.names.flatMap((name, i) => {
      const colour = COLOURS[i % COLOURS.length];
      return output.type === 'anomaly'
        ? [
            { label: 'score', colour, format: number },
            { label: 'threshold', colour: 'var(--bad)', dash: [4, 4], format: number },
          ]
        : [
            { label: `${name}, foretold`, colour, format: number },
            {
              label: `${name}, came`,
              colour: COLOURS[(i + 1) % COLOURS.length],
              dash: [4, 3],
              format: number,
              spanGaps: true,
            },
          ];
    });
    this.chart = new TimeChart(`${event.task} · ${event.source}`, lines, { height: 180 });
    this.note = h('p', { class: 'note' });
    this.element = h('article', { class: 'card trace' }, this.chart.element, this.note);
    this.points = new Map();
    this.late = new Map();
    this.changed = true;
  }

  add(event) {
    const { output } = event;
    const values = output.type === 'anomaly' ? [output.score] : output.values;
    this.points.set(event.eventId, {
      t: event.eventTime,
      values,
      threshold: output.threshold ?? null,
      truth: this.late.get(event.eventId) ?? null,
      anomalous: output.anomalous,
    });
    this.late.delete(event.eventId);
    while (this.points.size > MOST_POINTS) this.points.delete(this.points.keys().next().value);
    this.newest = event;
    this.changed = true;
  }

  label(eventId, target) {
    const point = this.points.get(eventId);
    if (!point || !target.values) return;
    point.truth = target.values;
    this.changed = true;
  }

  draw() {
    if (!this.changed) return;
    this.changed = false;
    const points = [...this.points.values()].sort((a, b) => a.t - b.t);
    const columns = this.names.flatMap((_, i) =>
      this.newest.output.type === 'anomaly'
        ? [points.map((p) => p.values[0]), points.map((p) => p.threshold)]
        : [points.map((p) => p.values[i] ?? null), points.map((p) => p.truth?.[i] ?? null)],
    );
    const marks = points
      .filter((p) => p.anomalous)
      .map((p) => ({ t: p.t, text: '', strong: true }));
    this.chart.set(
      points.map((p) => p.t),
      columns,
      marks,
    );
    const input = this.newest.input;
    const seen =
      input?.type === 'sensor'
        ? input.channels
            .slice(0, 4)
            .map((name, i) => `${name} ${number(input.values[i])}`)
            .join(' · ')
        : '';
    setText(this.note, `version ${count(this.newest.version)}${seen ? ` · now ${seen}` : ''}`);
  }

  close() {
    this.chart.close();
  }
}

/** Opens the view. */
export function open(shared) {
  const pictures = new Map();
  const traces = new Map();
  let texts = [];
  let held = [];
  let paused = false;
  let drawn = 0;
  let pending = false;
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
  const textList = h('ol', { class: 'texts', tabindex: '0', 'aria-label': 'Texts, newest first' });
  const pictureGrid = h('div', { class: 'pictures' });
  const traceGrid = h('div', { class: 'traces' });
  const rows = new Keyed(textList, textRow);
  const cards = new Keyed(pictureGrid, () => new PictureCard());
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
    held = [];
    pictures.clear();
    traces.forEach((trace) => trace.close());
    traces.clear();
    traceGrid.replaceChildren();
    schedule();
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
    schedule();
  }

  function take(events, lost) {
    for (const event of events) {
      if (event.kind === 'tick') {
        const words = [];
        if (event.dropped > 0 || lost > 0)
          words.push(
            `${count(event.dropped + lost)} events of the last second were not sent to this page: it is too many to show`,
          );
        if (paused)
          words.push(
            `held: ${count(held.length)}${held.length === MOST_HELD ? ' (older ones are dropped)' : ''}`,
          );
        setText(status, words.join(' · '));
      }
      if (event.kind !== 'prediction' && event.kind !== 'label') continue;
      if (paused) {
        if (held.length >= MOST_HELD) held.shift();
        held.push(event);
      } else accept(event);
    }
    schedule();
  }

  function accept(event) {
    if (event.kind === 'label') {
      label(event);
      return;
    }
    const { output } = event;
    if (output.type === 'detections' || event.input?.type === 'image') {
      pictures.delete(`${event.task} ${event.source}`);
      pictures.set(`${event.task} ${event.source}`, event);
      if (pictures.size > MOST_PICTURES) pictures.delete(pictures.keys().next().value);
    } else if (output.type === 'values' || output.type === 'anomaly') {
      const key = `${event.task} ${event.source}`;
      if (!traces.has(key)) {
        if (traces.size >= MOST_TRACES) return;
        const trace = new Trace(key, event);
        traces.set(key, trace);
        traceGrid.append(trace.element);
      }
      traces.get(key).add(event);
    } else {
      texts.unshift(event);
      if (texts.length > MOST_TEXTS) texts.length = MOST_TEXTS;
    }
  }

  function label(event) {
    const text = texts.find((t) => t.eventId === event.eventId && t.task === event.task);
    if (text && event.target.class !== undefined && event.target.class !== null) {
      text.truth = event.target.class;
      text.right = event.right ?? text.output.label === event.target.class;
    }
    for (const [key, trace] of traces)
      if (key.startsWith(`${event.task} `)) trace.label(event.eventId, event.target);
  }

  function schedule() {
    if (pending) return;
    pending = true;
    setTimeout(
      () => requestAnimationFrame(draw),
      Math.max(0, DRAW_EVERY - (performance.now() - drawn)),
    );
  }

  function draw() {
    pending = false;
    drawn = performance.now();
    rows.show(texts.map((event) => [`${event.task} ${event.eventId}`, event]));
    cards.show([...pictures].sort(([a], [b]) => a.localeCompare(b)));
    traces.forEach((trace) => trace.draw());
    sections.texts.hidden = texts.length === 0;
    sections.pictures.hidden = pictures.size === 0;
    sections.traces.hidden = traces.size === 0;
    const some = texts.length + pictures.size + traces.size > 0;
    empty.hidden = some;
    const { task, source, class: label, min } = filters.value();
    const narrowed = task.length || source || label.length || min;
    setText(
      empty,
      narrowed ? 'Nothing that passes the filter has come yet.' : 'Waiting for predictions…',
    );
  }

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
      traces.forEach((trace) => trace.close());
    },
  };
}
