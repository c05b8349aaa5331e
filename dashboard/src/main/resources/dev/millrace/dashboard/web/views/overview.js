// All tasks at a glance: are events flowing, how fast, which version answers, is it right?

import { act } from '../actions.js';
import { Sparkline } from '../chart.js';
import { h, Keyed, setText } from '../dom.js';
import { ago, count, duration, metric, metricName, rate, time } from '../format.js';

const STALE = 10_000;

/** The score that tells most of a task, with its baseline. */
export function headline(task) {
  const metrics = task.prequential?.metrics;
  if (!metrics) return null;
  const name =
    'accuracy_last_2000' in metrics
      ? 'accuracy_last_2000'
      : 'accuracy' in metrics
        ? 'accuracy'
        : 'mae';
  if (!(name in metrics)) return null;
  const value = metrics[name];
  const baseline = metrics.no_change ?? null;
  const higherIsBetter = name !== 'mae';
  return {
    name,
    value,
    baseline,
    better: baseline === null ? null : higherIsBetter ? value > baseline : value < baseline,
  };
}

function figure(label) {
  const value = h('dd', {}, '–');
  return { element: h('div', { class: 'figure' }, h('dt', {}, label), value), value };
}

function card(name, first, shared) {
  const state = h('span', { class: 'pill' });
  const version = figure('version');
  const flow = figure('events');
  const slow = figure('latency p99');
  const score = figure('score');
  const rateLine = new Sparkline('var(--c1)');
  const latencyLine = new Sparkline('var(--c3)');
  const scoreLine = new Sparkline('var(--c2)', true);
  const scoreNote = h('p', { class: 'note' });
  const classes = h('div', { class: 'class-bars' });
  const bars = new Keyed(classes, (label) => {
    const part = h('i', {});
    const words = h('span', {});
    return {
      element: h(
        'div',
        { class: 'class-bar' },
        h('span', { class: 'class-name', title: label }, label),
        h('span', { class: 'bar' }, part),
        words,
      ),
      update: ({ share, n }) => {
        part.style.width = `${(100 * share).toFixed(1)}%`;
        setText(words, count(n));
      },
    };
  });
  const pause = h('button', {
    type: 'button',
    class: 'quiet',
    onclick: () => act(task.paused ? 'resume' : 'pause', { task: name }, shared.refresh),
  });
  let task = first;
  const spark = (label, line, words) =>
    h('div', { class: 'spark-box' }, h('span', {}, label), line.element, words);
  const rateWords = h('b', {});
  const latencyWords = h('b', {});
  const scoreWords = h('b', {});
  const scoreBox = spark('score', scoreLine, scoreWords);
  const element = h(
    'article',
    { class: 'card', 'aria-label': `Task ${name}` },
    h('header', {}, h('h2', {}, name), state),
    h('dl', { class: 'figures' }, score.element, version.element, flow.element, slow.element),
    scoreNote,
    h(
      'div',
      { class: 'sparks' },
      spark('rate', rateLine, rateWords),
      spark('latency', latencyLine, latencyWords),
      scoreBox,
    ),
    classes,
    h(
      'footer',
      {},
      h('a', { href: `#/live?task=${encodeURIComponent(name)}` }, 'Watch'),
      h('a', { href: `#/learning?task=${encodeURIComponent(name)}` }, 'Learning'),
      h('a', { href: `#/versions?task=${encodeURIComponent(name)}` }, 'Versions'),
      pause,
    ),
  );
  function update(now) {
    task = now;
    const old = task.lastPredictionAt === null || Date.now() - task.lastPredictionAt > STALE;
    // A trainer publishes version 0 when it starts.
    const learns = task.newestVersion !== null;
    const words = task.paused
      ? 'training paused'
      : task.predictions === 0
        ? 'waiting for events'
        : old
          ? `silent, last ${ago(task.lastPredictionAt)}`
          : 'flowing';
    setText(state, words);
    state.className = `pill ${task.paused ? 'warn' : old ? 'idle' : 'good'}`;
    setText(version.value, `${count(task.champion ?? 0)}${task.pinned ? ' 📌' : ''}`);
    version.value.title = task.pinned
      ? 'pinned by hand'
      : `newest version ${count(task.newestVersion)}`;
    setText(flow.value, count(task.predictions));
    setText(slow.value, duration(task.latencyMs?.p99));
    const best = headline(task);
    setText(score.value, best ? metric(best.name, best.value, task.prequential.metrics) : '–');
    score.value.className = best?.better === true ? 'up' : best?.better === false ? 'down' : '';
    setText(score.element.firstChild, best ? metricName(best.name) : 'score');
    setText(
      scoreNote,
      best
        ? `${best.better === null ? '' : best.better ? 'better than' : 'not better than'} no change (${metric('no_change', best.baseline, task.prequential.metrics)}), over ${count(task.prequential.examples)} examples`
        : learns
          ? 'no labels have come back yet'
          : 'serves only: nothing is trained in this task',
    );
    rateLine.set(task.spark.rate);
    latencyLine.set(task.spark.latencyP50Ms);
    scoreLine.set(task.spark.score);
    setText(rateWords, rate(task.ratePerSecond));
    setText(latencyWords, duration(task.latencyMs?.p50));
    setText(scoreWords, best ? metric(best.name, best.value, task.prequential.metrics) : '–');
    scoreBox.hidden = !learns;
    const entries = Object.entries(task.classes ?? {}).sort((a, b) => b[1] - a[1]);
    const all = entries.reduce((sum, [, n]) => sum + n, 0);
    bars.show(entries.slice(0, 5).map(([label, n]) => [label, { n, share: n / all }]));
    pause.hidden = !shared.canControl();
    // It keeps its place, so that the links of all cards are on one line.
    pause.style.visibility = learns ? '' : 'hidden';
    setText(pause, task.paused ? 'Resume training' : 'Pause training');
  }
  return { element, update };
}

const KINDS = { alias: 'version', gate: 'gate', drift: 'drift', deadletter: 'refused' };

function newsItem() {
  const kind = h('span', { class: 'pill' });
  const at = h('time', {});
  const task = h('b', {});
  const words = h('span', {});
  return {
    element: h('li', {}, at, kind, h('p', {}, task, ' ', words)),
    update: (item) => {
      setText(at, time(item.at));
      setText(kind, KINDS[item.kind]);
      kind.className = `pill ${item.kind === 'alias' ? 'good' : item.kind === 'deadletter' || item.kind === 'drift' ? 'bad' : 'idle'}`;
      setText(task, item.task ?? '');
      setText(words, item.words);
    },
  };
}

/** Opens the view. */
export function open(shared) {
  shared.live.open();
  const cards = h('div', { class: 'cards' });
  const keyed = new Keyed(cards, (name, task) => card(name, task, shared));
  const note = h('p', { class: 'empty' });
  const news = h('ol', { class: 'news' });
  const newsEmpty = h(
    'p',
    { class: 'empty' },
    'Nothing yet: new versions, refusals by the gate, drift and dead letters appear here.',
  );
  const items = new Keyed(news, newsItem);
  const ids = new WeakMap();
  let next = 0;
  const totals = {
    rate: figure('events a second'),
    tasks: figure('tasks'),
    right: figure('tasks better than no change'),
    dead: figure('dead letters'),
  };
  const strip = h(
    'dl',
    { class: 'strip', 'aria-label': 'Totals' },
    ...Object.values(totals).map((f) => f.element),
  );
  const element = h(
    'div',
    { class: 'overview' },
    strip,
    h(
      'div',
      { class: 'overview-grid' },
      h('section', { 'aria-label': 'Tasks' }, note, cards),
      h(
        'aside',
        { 'aria-label': 'What happened' },
        h('h2', {}, 'What happened'),
        newsEmpty,
        news,
      ),
    ),
  );
  const end = shared.watch(() => {
    const { tasks, tasksError } = shared;
    note.hidden = tasks !== null && tasks.length > 0 && !tasksError;
    setText(
      note,
      tasksError
        ? `The tasks can't be read now (${tasksError.message}); what stands here is what was known last.`
        : tasks === null
          ? 'The pipeline is starting…'
          : 'No task has answered an event yet. The first predictions appear here by themselves.',
    );
    if (tasks) {
      keyed.show(tasks.map((task) => [task.task, task]));
      const scored = tasks.map(headline).filter(Boolean);
      setText(totals.rate.value, rate(tasks.reduce((sum, task) => sum + task.ratePerSecond, 0)));
      setText(totals.tasks.value, count(tasks.length));
      setText(
        totals.right.value,
        scored.length ? `${scored.filter((s) => s.better).length} of ${scored.length}` : '–',
      );
      setText(totals.dead.value, count(tasks.reduce((sum, task) => sum + task.deadLetters, 0)));
    }
    newsEmpty.hidden = shared.news.length > 0;
    items.show(
      shared.news.slice(0, 25).map((item) => {
        if (!ids.has(item)) ids.set(item, `n${next++}`);
        return [ids.get(item), item];
      }),
    );
  });
  return { element, close: end };
}
