// Chooses one task, and keeps the choice in the address.

import { h } from './dom.js';

/**
 * @param fits which tasks to offer
 * @param chosen called with a task's name whenever another one is shown
 */
export function taskPicker(shared, fits, chosen) {
  const select = h('select', { id: 'task', 'data-filter': true });
  const element = h('label', { class: 'picker' }, 'Task', select);
  let known = '';
  let current = null;
  function choose(name) {
    if (name === current) return;
    current = name;
    shared.setParam('task', name);
    chosen(name);
  }
  select.addEventListener('change', () => choose(select.value));
  function update() {
    if (shared.tasks === null) return;
    const names = shared.tasks.filter(fits).map((task) => task.task);
    if (names.join('\n') !== known) {
      known = names.join('\n');
      select.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
    }
    const wanted = current ?? shared.param('task');
    const name = names.includes(wanted) ? wanted : names[0];
    element.hidden = names.length === 0;
    if (name) {
      select.value = name;
      choose(name);
    }
  }
  return { element, update, current: () => current };
}
