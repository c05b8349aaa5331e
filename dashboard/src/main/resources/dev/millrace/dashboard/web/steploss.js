// Train against prequential: what the last step before each version did to the loss of the examples
// it learned. Before it they were new to the model, after it they are known.

import { TimeChart } from './chart.js';
import { number } from './format.js';

const RECENT = 10;

/** Means over the last versions up to each point, weighed by examples; null where none was published. */
export function stepMeans(points, recent = RECENT) {
  const last = [];
  return points.map(({ step }) => {
    if (!step) return null;
    last.push(step);
    if (last.length > recent) last.shift();
    const examples = last.reduce((sum, one) => sum + one.examples, 0);
    const mean = (name) =>
      last.reduce((sum, one) => sum + one[name] * one.examples, 0) / examples;
    const before = mean('before');
    const after = mean('after');
    return { before, after, gap: before - after };
  });
}

/** The chart of both losses and the gap between them. */
export function stepChart(loss) {
  const line = (label, colour, more = {}) => ({
    label,
    colour,
    format: number,
    spanGaps: true,
    ...more,
  });
  const chart = new TimeChart(
    `Train against prequential: ${loss}, mean of ${RECENT} versions`,
    [
      line('before the step (prequential)', 'var(--c1)'),
      line('after it (training)', 'var(--c5)'),
      line('gap', 'var(--c4)', { dash: [5, 4] }),
    ],
    { empty: 'No version has been published with its training loss yet.' },
  );
  return {
    chart,
    update: (points, marks) => {
      const means = stepMeans(points);
      const column = (name) => means.map((one) => one?.[name] ?? null);
      chart.set(
        points.map((point) => point.at),
        [column('before'), column('after'), column('gap')],
        marks,
      );
    },
  };
}

/** What the loss is and its unit, as the trainer says it. */
export function lossOf(points) {
  return points.findLast((point) => point.step)?.step.loss ?? 'as the task trains';
}
