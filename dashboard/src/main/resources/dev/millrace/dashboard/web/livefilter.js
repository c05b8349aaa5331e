// What of the stream of predictions a person wants to see.

import { h, setText } from './dom.js';

/**
 * Fields for task, source, class and confidence.
 *
 * @param changed called when any of them has another value
 */
export function filterBar(shared, changed) {
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
