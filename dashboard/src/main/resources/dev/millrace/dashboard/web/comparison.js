// How two versions differ: scores and weights.

import { h } from './dom.js';
import { metric, metricName, number, percent } from './format.js';
import { n, tableHead } from './tablehead.js';

/** Tables of what the server found. */
export function comparison(result) {
  const metrics = Object.entries(result.metrics).map(([name, { a, b }]) => {
    const better =
      a === null || b === null || a === b ? null : /loss|mae|rmse/.test(name) ? b < a : b > a;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, metricName(name)),
      h('td', { class: 'n' }, metric(name, a)),
      h('td', { class: 'n' }, metric(name, b)),
      h(
        'td',
        { class: `n ${better === null ? '' : better ? 'up' : 'down'}` },
        a === null || b === null ? '–' : `${b >= a ? '+' : '−'}${number(Math.abs(b - a))}`,
      ),
    );
  });
  const weights = result.parameters.map((p) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, p.name),
      h('td', {}, p.shape.join(' × ')),
      h('td', { class: 'n' }, number(p.normA)),
      h('td', { class: 'n' }, number(p.normB)),
      h('td', { class: 'n' }, number(p.change)),
      h(
        'td',
        {},
        h(
          'span',
          { class: 'bar' },
          h('i', { style: { width: `${Math.min(100, 100 * (p.relative ?? 0))}%` } }),
        ),
        ' ',
        percent(p.relative),
      ),
      h('td', { class: 'n' }, number(p.largest)),
    ),
  );
  return h(
    'div',
    { class: 'compare-result' },
    h(
      'div',
      { class: 'table-scroll' },
      h(
        'table',
        { class: 'narrow' },
        h('caption', {}, 'Scores when they were made'),
        tableHead('score', n(`version ${result.a}`), n(`version ${result.b}`), n('change')),
        h('tbody', {}, ...metrics),
      ),
    ),
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Weights' },
      h(
        'table',
        {},
        h('caption', {}, 'Weights: length (L2) of each tensor and of its change'),
        tableHead(
          'parameter',
          'shape',
          n(`|${result.a}|`),
          n(`|${result.b}|`),
          n('change'),
          'relative',
          n('largest'),
        ),
        h('tbody', {}, ...weights),
      ),
    ),
  );
}
