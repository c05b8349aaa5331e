// A sensor's forecasts or anomaly scores over event time.

import { COLOURS, TimeChart } from './chart.js';
import { h, setText } from './dom.js';
import { count, number } from './format.js';

const MOST_POINTS = 300;

/** A sensor's outputs over event time, and what then happened. */
export class Trace {
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
    this.changed = true;
  }

  add(event) {
    const { output } = event;
    const values = output.type === 'anomaly' ? [output.score] : output.values;
    this.points.set(event.eventId, {
      t: event.eventTime,
      values,
      threshold: output.threshold ?? null,
      truth: null,
      anomalous: output.anomalous,
    });
    while (this.points.size > MOST_POINTS) this.points.delete(this.points.keys().next().value);
    this.newest = event;
    this.changed = true;
  }

  /** @returns whether the trace has changed */
  label(eventId, target) {
    const point = this.points.get(eventId);
    if (!point || !target.values) return false;
    point.truth = target.values;
    this.changed = true;
    return true;
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
