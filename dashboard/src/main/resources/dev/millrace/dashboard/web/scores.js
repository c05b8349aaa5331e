// How good the models are about a source: classes by the share that was right, values by their mean
// absolute error. Errors of different tasks have different units, so sources are compared by how many
// times their task's mean error theirs is.

import { count, number, percent } from './format.js';

function sum(parts, value) {
  return Object.values(parts ?? {}).reduce((total, part) => total + value(part), 0);
}

/** Share of classes that were right, 0 to 1; null without labels. */
export function accuracy(source) {
  const labelled = sum(source.accuracy, (part) => part.labelled);
  return labelled === 0 ? null : sum(source.accuracy, (part) => part.right) / labelled;
}

/** Mean absolute error by task over all sources, each prediction counted once. */
export function taskErrors(sources) {
  const totals = new Map();
  for (const source of sources) {
    for (const [task, { mae, measured }] of Object.entries(source.error ?? {})) {
      if (mae === null) continue;
      const total = totals.get(task) ?? { error: 0, measured: 0 };
      total.error += mae * measured;
      total.measured += measured;
      totals.set(task, total);
    }
  }
  return new Map([...totals].map(([task, { error, measured }]) => [task, error / measured]));
}

/** How many times its task's mean the worst error of a source is; null without values. */
export function relativeError(source, means) {
  const ratios = Object.entries(source.error ?? {})
    .filter(([task, { mae }]) => mae !== null && means.get(task) > 0)
    .map(([task, { mae }]) => mae / means.get(task));
  return ratios.length === 0 ? null : Math.max(...ratios);
}

/** What stands in the table: classes, then the error of each task that foretells values. */
export function scoreWords(source, means) {
  const words = [];
  const right = accuracy(source);
  if (right !== null)
    words.push(
      `${percent(right)} right of ${count(sum(source.accuracy, (part) => part.labelled))}`,
    );
  for (const [task, { mae, measured }] of Object.entries(source.error ?? {})) {
    const times = (mae / means.get(task)).toFixed(1);
    const beside = mae > 0 && times !== '1.0' ? `, ${times} × the task’s mean` : '';
    words.push(`${task}: ±${number(mae)} of ${count(measured)}${beside}`);
  }
  return words.length === 0 ? 'no labels' : words.join(' · ');
}
