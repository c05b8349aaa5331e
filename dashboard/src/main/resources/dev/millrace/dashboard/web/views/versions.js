// Which versions there are, where each comes from, how two differ, and which one answers.

import { act } from '../actions.js';
import { get, ofTask, poll } from '../api.js';
import { comparison } from '../comparison.js';
import { h, setText } from '../dom.js';
import { bytes, count, metric, time } from '../format.js';
import { taskPicker } from '../taskpicker.js';
import { timeline } from '../timeline.js';
import { n, tableHead } from '../tablehead.js';

const MOST_ROWS = 200;

function score(metrics) {
  const name =
    ['accuracy_last_2000', 'accuracy', 'mae'].find((key) => key in metrics) ??
    Object.keys(metrics)[0];
  return name === undefined ? '–' : `${metric(name, metrics[name], metrics)}`;
}

/** Opens the view. */
export function open(shared) {
  shared.live.open();
  let end = () => {};
  let data = null;
  let drawn = null;
  const empty = h('p', { class: 'empty' }, 'Reading…');
  const picker = taskPicker(shared, () => true, show);
  const served = h('p', { class: 'served' });
  const unpin = h(
    'button',
    { type: 'button', onclick: () => act('unpin', { task: picker.current() }, refresh) },
    'Unpin',
  );
  const rollback = h(
    'button',
    {
      type: 'button',
      class: 'danger',
      onclick: () => act('rollback', { task: picker.current() }, refresh),
    },
    'Roll back',
  );
  const line = h('div', { class: 'panel wide' });
  const a = h('select', { id: 'compare-a' });
  const b = h('select', { id: 'compare-b' });
  const result = h('div', { 'aria-live': 'polite' });
  const compare = h(
    'form',
    {
      class: 'panel wide compare',
      onsubmit: (event) => {
        event.preventDefault();
        runCompare();
      },
    },
    h('h2', {}, 'Compare two versions'),
    h(
      'div',
      { class: 'toolbar' },
      h('label', {}, 'Version', a),
      h('label', {}, 'with', b),
      h('button', { class: 'primary' }, 'Compare'),
    ),
    result,
  );
  const rows = h('tbody', {});
  const table = h(
    'div',
    { class: 'panel wide table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Versions' },
    h(
      'table',
      { class: 'versions-table' },
      h('caption', {}, 'Versions, newest first'),
      tableHead(
        'version',
        'made',
        n('score'),
        n('parent'),
        n('examples'),
        n('sequence'),
        n('size'),
        'hash',
        '',
      ),
      rows,
    ),
  );
  const decisions = h('ol', { class: 'news' });
  const decided = h(
    'aside',
    { class: 'panel', tabindex: '0', 'aria-label': 'Who decided' },
    h('h2', {}, 'Who decided'),
    decisions,
  );
  const body = h(
    'div',
    { hidden: true },
    line,
    h('div', { class: 'versions-grid' }, table, decided),
    compare,
  );
  const element = h(
    'div',
    { class: 'versions' },
    h('div', { class: 'toolbar' }, picker.element, served, unpin, rollback),
    empty,
    body,
  );

  function refresh() {
    shared.refresh();
    end.now?.();
  }

  function show(name) {
    end();
    data = null;
    drawn = null;
    body.hidden = true;
    result.replaceChildren();
    empty.hidden = false;
    setText(empty, `Reading the versions of ${name}…`);
    end = poll(
      ofTask(name, 'versions'),
      2000,
      (now) => {
        data = now;
        draw();
      },
      (error) => {
        empty.hidden = false;
        setText(empty, `The versions of ${name} can't be read now: ${error.message}`);
      },
    );
  }

  async function runCompare() {
    setText(result, 'Comparing…');
    try {
      result.replaceChildren(
        comparison(await get(ofTask(picker.current(), `compare?a=${a.value}&b=${b.value}`))),
      );
    } catch (error) {
      setText(result, `Not compared: ${error.message}`);
    }
  }

  function draw() {
    const can = shared.canControl();
    const pinned = data?.aliases.at(-1)?.pinned ?? false;
    unpin.hidden = !can || !pinned;
    rollback.hidden = !can || (data?.aliases.length ?? 0) === 0;
    if (data === null) return;
    const now = JSON.stringify([
      data.versions.at(-1)?.version,
      data.versions.length,
      data.aliases.length,
      data.champion,
      can,
    ]);
    if (now === drawn) return;
    drawn = now;
    empty.hidden = data.versions.length > 0;
    body.hidden = data.versions.length === 0;
    setText(
      empty,
      `${picker.current()} has no versions: it serves its model as it came. A task that learns publishes its first version when it starts.`,
    );
    setText(served, `serves version ${count(data.champion)}${pinned ? ', pinned by hand' : ''}`);
    if (data.versions.length === 0) return;
    line.replaceChildren(
      h('p', { class: 'chart-title' }, 'Versions by time (dots), and which one answers (line)'),
      timeline(data),
    );
    const newest = [...data.versions].reverse();
    rows.replaceChildren(
      ...newest.slice(0, MOST_ROWS).map((v) => {
        const champion = v.version === data.champion;
        return h(
          'tr',
          { class: champion ? 'champion' : null },
          h(
            'th',
            { scope: 'row' },
            count(v.version),
            champion ? h('span', { class: 'pill good' }, 'serves') : null,
          ),
          h('td', {}, time(v.createdAt)),
          h('td', { class: 'n' }, score(v.metrics)),
          h('td', { class: 'n' }, v.version === 0 ? '–' : count(v.lineage.parent)),
          h('td', { class: 'n' }, count(v.lineage.examples)),
          h(
            'td',
            { class: 'n' },
            v.version === 0
              ? '–'
              : `${count(v.lineage.firstSequence)} to ${count(v.lineage.lastSequence)}`,
          ),
          h('td', { class: 'n' }, bytes(v.bytes)),
          h(
            'td',
            {},
            h(
              'code',
              {
                title: `${v.hash}\nseed ${v.lineage.seed}\nconfiguration ${v.lineage.configDigest}\nONNX Runtime ${v.lineage.ortVersion}`,
              },
              v.hash.slice(0, 10),
            ),
          ),
          h(
            'td',
            {},
            can && !champion
              ? h(
                  'button',
                  {
                    type: 'button',
                    'aria-label': `Promote version ${v.version}`,
                    onclick: () =>
                      act('promote', { task: picker.current(), version: v.version }, refresh),
                  },
                  'Promote',
                )
              : null,
          ),
        );
      }),
    );
    decisions.replaceChildren(
      ...[...data.aliases]
        .reverse()
        .slice(0, 30)
        .map((alias) =>
          h(
            'li',
            {},
            h('time', {}, time(alias.at)),
            h('span', { class: `pill ${alias.pinned ? 'warn' : 'good'}` }, `v${alias.champion}`),
            h('p', {}, h('b', {}, alias.decidedBy), ' ', alias.reason),
          ),
        ),
    );
    if (data.aliases.length === 0)
      decisions.append(h('li', { class: 'empty' }, 'Nobody yet: version 0 answers.'));
    const options = newest.map((v) => String(v.version));
    for (const [select, fallback] of [
      [a, options.at(-1)],
      [b, options[0]],
    ]) {
      const chosen = options.includes(select.value) ? select.value : fallback;
      select.replaceChildren(...options.map((v) => h('option', { value: v }, v)));
      select.value = chosen;
    }
  }

  const endTasks = shared.watch(() => {
    picker.update();
    if (shared.tasks?.length === 0) setText(empty, 'No task has answered an event yet.');
    draw();
  });
  return {
    element,
    close: () => {
      end();
      endTasks();
    },
  };
}
