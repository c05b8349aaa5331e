// The head of a table. The name of a column of numbers stands over their right edge.

import { h } from './dom.js';

/** A column of numbers. */
export const n = (name) => ({ name, numeric: true });

/** @param columns names, or `n(name)`; an empty one is of buttons */
export function tableHead(...columns) {
  const cells = columns.map((column) =>
    h(
      'th',
      { scope: 'col', class: column.numeric ? 'n' : null },
      (column.name ?? column) || h('span', { class: 'visually-hidden' }, 'action'),
    ),
  );
  return h('thead', {}, h('tr', {}, ...cells));
}
