// Is the model right, is it better than no model, and what did training change?

import { ofTask, poll } from '../api.js';
import { TimeChart } from '../chart.js';
import { h, setText } from '../dom.js';
import { count, duration, metric, metricName, number, percent, time } from '../format.js';
import { lossOf, stepChart } from '../steploss.js';
import { taskPicker } from '../taskpicker.js';
import { n, tableHead } from '../tablehead.js';

const RECENT = 200;

/** Of sums since the start, the mean over the last examples before each point. */
export function recent(points, name, examples = RECENT) {
  let back = 0;
  return points.map((point, i) => {
    const value = point.metrics[name];
    if (value === undefined) return null;
    while (back < i && point.examples - points[back + 1].examples >= examples) back++;
    const before = points[back];
    const n = point.examples - (before?.examples ?? 0);
    if (i === back || n <= 0) return value;
    return (value * point.examples - before.metrics[name] * before.examples) / n;
  });
}

/** Several lists of points as one table over the union of their times. */
function align(...lists) {
  const times = [...new Set(lists.flatMap((list) => list.map((point) => point.at)))].sort(
    (a, b) => a - b,
  );
  const index = new Map(times.map((t, i) => [t, i]));
  return {
    times,
    column: (list, values) => {
      const column = new Array(times.length).fill(null);
      list.forEach((point, i) => {
        column[index.get(point.at)] = values[i] ?? null;
      });
      return column;
    },
  };
}

const line = (label, colour, format, more = {}) => ({
  label,
  colour,
  format,
  spanGaps: true,
  ...more,
});

function scoreChart(regression) {
  return regression
    ? new TimeChart(
        'Error: learner, served, and no change',
        [
          line('prequential', 'var(--c1)', number),
          line('served', 'var(--c2)', number),
          line('no change', 'var(--muted)', number, { dash: [5, 4] }),
        ],
        { height: 260 },
      )
    : new TimeChart(
        `Accuracy over the last ${RECENT} examples`,
        [
          line('prequential', 'var(--c1)', percent),
          line('served', 'var(--c2)', percent),
          line('no change', 'var(--muted)', percent, { dash: [5, 4] }),
        ],
        { height: 260 },
      );
}

/** Opens the view. */
export function open(shared) {
  shared.live.open();
  let end = () => {};
  let charts = [];
  const body = h('div', {});
  const empty = h('p', { class: 'empty' }, 'Reading…');
  const picker = taskPicker(shared, () => true, show);
  const element = h(
    'div',
    { class: 'learning' },
    h('div', { class: 'toolbar' }, picker.element),
    empty,
    body,
  );

  function show(name) {
    end();
    charts.forEach((chart) => chart.close());
    charts = [];
    body.replaceChildren();
    empty.hidden = false;
    setText(empty, `Reading what ${name} has learned…`);
    let parts = null;
    let drawn = null;
    const take = (learning) => {
      const some = learning.prequential.length + learning.served.length > 0;
      empty.hidden = some;
      setText(
        empty,
        `${name} has no scored examples yet. They come with the first labels; a task that does not learn has none.`,
      );
      if (!some) return;
      parts ??= build(
        name,
        'mae' in (learning.prequential.at(-1) ?? learning.served.at(-1)).metrics,
        lossOf(learning.prequential),
      );
      const now = JSON.stringify([
        learning.prequential.at(-1),
        learning.served.at(-1),
        learning.gates.length,
        learning.drifts.length,
        learning.labelDelay?.points?.length,
      ]);
      if (now === drawn) return;
      drawn = now;
      parts.update(learning);
    };
    end = poll(ofTask(name, 'learning'), 2000, take, (error) => {
      empty.hidden = false;
      setText(empty, `Learning of ${name} can't be read now: ${error.message}`);
    });
  }

  function build(name, regression, trained) {
    const lossName = regression ? 'rmse' : 'log_loss';
    const score = scoreChart(regression);
    const loss = new TimeChart(
      regression
        ? 'Root mean square error since the start'
        : `Log loss over the last ${RECENT} examples`,
      [line('prequential', 'var(--c1)', number), line('served', 'var(--c2)', number)],
    );
    const gap = new TimeChart('Served against learner: served loss less the learner’s own', [
      line('difference', 'var(--c4)', number),
    ]);
    const delay = new TimeChart('Label delay', [
      line('p50', 'var(--c3)', duration),
      line('p99', 'var(--c6)', duration, { dash: [5, 4] }),
    ]);
    const steps = stepChart(trained);
    charts = [score, loss, gap, delay, steps.chart];
    const facts = h('dl', { class: 'strip' });
    const rows = h('tbody', {});
    const table = h(
      'table',
      {},
      h('caption', {}, 'Decisions of the gate, newest first'),
      tableHead(
        'time',
        n('version'),
        n('against'),
        'decision',
        n('loss'),
        n('loss of the other'),
        n('examples'),
        'reason',
      ),
      rows,
    );
    const scroll = h(
      'div',
      {
        class: 'table-scroll',
        tabindex: '0',
        role: 'region',
        'aria-label': 'Decisions of the gate',
      },
      table,
    );
    body.replaceChildren(
      facts,
      h('div', { class: 'panel wide' }, score.element),
      h(
        'div',
        { class: 'panels' },
        ...[loss, steps.chart, gap, delay].map((chart) =>
          h('div', { class: 'panel' }, chart.element),
        ),
      ),
      h('div', { class: 'panel wide' }, scroll),
    );
    function update(learning) {
      const { prequential, served, gates, drifts } = learning;
      const marks = [
        ...gates.filter((g) => g.promoted).map((g) => ({ t: g.at, text: `v${g.version}` })),
        ...drifts.map((d) => ({ t: d.at, text: d.level, strong: true })),
      ].sort((a, b) => a.t - b.t);
      const { times, column } = align(prequential, served);
      const plain = (list, key) => list.map((p) => p.metrics[key] ?? null);
      const main = regression ? 'mae' : 'accuracy';
      const values = (list, key) => (regression ? plain(list, key) : recent(list, key));
      score.set(
        times,
        [
          column(prequential, values(prequential, main)),
          column(served, values(served, main)),
          column(prequential, values(prequential, 'no_change')),
        ],
        marks,
      );
      const own = values(prequential, lossName);
      const theirs = values(served, lossName);
      loss.set(times, [column(prequential, own), column(served, theirs)], marks);
      const bySequence = new Map(prequential.map((p, i) => [p.examples, own[i]]));
      const pairs = served.map((p, i) => ({
        at: p.at,
        gap:
          bySequence.has(p.examples) && theirs[i] !== null
            ? theirs[i] - bySequence.get(p.examples)
            : null,
      }));
      gap.set(
        pairs.map((p) => p.at),
        [pairs.map((p) => p.gap)],
        marks,
      );
      steps.update(prequential, marks);
      const points = learning.labelDelay?.points ?? [];
      delay.set(
        points.map((p) => p.t),
        [points.map((p) => p.p50Ms), points.map((p) => p.p99Ms)],
      );
      const last = prequential.at(-1)?.metrics ?? {};
      facts.replaceChildren(
        ...Object.entries(last).map(([key, value]) =>
          h(
            'div',
            { class: 'figure' },
            h('dt', {}, metricName(key)),
            h('dd', {}, metric(key, value, last)),
          ),
        ),
        h(
          'div',
          { class: 'figure' },
          h('dt', {}, 'examples'),
          h('dd', {}, count(prequential.at(-1)?.examples)),
        ),
      );
      rows.replaceChildren(
        ...gates
          .slice(-50)
          .reverse()
          .map((g) =>
            h(
              'tr',
              {},
              h('td', {}, time(g.at)),
              h('td', { class: 'n' }, count(g.version)),
              h('td', { class: 'n' }, count(g.champion)),
              h(
                'td',
                {},
                h(
                  'span',
                  { class: `pill ${g.promoted ? 'good' : 'idle'}` },
                  g.promoted ? 'promoted' : 'kept back',
                ),
              ),
              h('td', { class: 'n' }, number(g.candidateLoss)),
              h('td', { class: 'n' }, number(g.championLoss)),
              h('td', { class: 'n' }, count(g.examples)),
              h('td', { class: 'long' }, g.reason),
            ),
          ),
      );
    }
    return { update };
  }

  const endTasks = shared.watch(() => {
    picker.update();
    if (shared.tasks?.length === 0) setText(empty, 'No task has answered an event yet.');
  });
  return {
    element,
    close: () => {
      end();
      endTasks();
      charts.forEach((chart) => chart.close());
    },
  };
}
