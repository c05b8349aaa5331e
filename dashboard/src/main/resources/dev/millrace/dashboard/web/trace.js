// A sensor's forecasts with the band of their recent errors, or its anomaly scores, over event time.

import { ERRORS, ErrorBand, FEWEST, QUANTILE } from './band.js';
import { COLOURS, TimeChart } from './chart.js';
import { h, setText } from './dom.js';
import { count, number, percent } from './format.js';

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
    this.anomaly = output.type === 'anomaly';
    this.bands = this.names.map(() => new ErrorBand());
    this.inside = 0;
    this.judged = 0;
    this.chart = new TimeChart(`${event.task} · ${event.source}`, this.#lines(), {
      height: 180,
      bands: this.anomaly
        ? []
        : this.names.map((_, i) => ({ high: 4 * i + 2, low: 4 * i + 3, colour: 'var(--band)' })),
    });
    this.note = h('p', { class: 'note' });
    this.bandNote = h('p', { class: 'note' });
    this.element = h(
      'article',
      { class: 'card trace' },
      this.chart.element,
      this.anomaly ? null : this.bandNote,
      this.note,
    );
    this.points = new Map();
    this.changed = true;
  }

  /** Of a forecast four each: foretold, came, and the band's two edges. */
  #lines() {
    return this.names.flatMap((name, i) => {
      const colour = COLOURS[i % COLOURS.length];
      return this.anomaly
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
            { label: 'high', colour, edge: true },
            { label: 'low', colour, edge: true },
          ];
    });
  }

  add(event) {
    const { output } = event;
    const values = output.type === 'anomaly' ? [output.score] : output.values;
    this.points.set(event.eventId, {
      t: event.eventTime,
      values,
      halves: this.bands.map((band) => band.half()),
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
    if (!point) return false;
    if (point.truth === null) this.#judge(point, target.values);
    point.truth = target.values;
    this.changed = true;
    return true;
  }

  #judge(point, truth) {
    this.bands.forEach((band, i) => {
      const error = Math.abs(truth[i] - point.values[i]);
      if (!Number.isFinite(error)) return;
      if (point.halves[i] !== null) {
        this.judged++;
        if (error <= point.halves[i]) this.inside++;
      }
      band.add(error);
    });
  }

  #describeBand() {
    const known = this.bands[0].size;
    if (known < FEWEST) return `no band yet: ${count(known)} of ${FEWEST} true values have come`;
    const widths = this.bands.map((band) => `±${number(band.half())}`).join(', ');
    const inside =
      this.judged === 0
        ? ''
        : ` · ${percent(this.inside / this.judged, 0)} of ${count(this.judged)} true values lay inside`;
    return `band: ${percent(QUANTILE, 0)} of the last ${count(Math.min(known, ERRORS))} absolute errors, ${widths}${inside}`;
  }

  draw() {
    if (!this.changed) return;
    this.changed = false;
    const points = [...this.points.values()].sort((a, b) => a.t - b.t);
    const at = (read) => points.map((p) => read(p) ?? null);
    const columns = this.names.flatMap((_, i) => {
      const edge = (side) => (p) =>
        p.halves[i] === null || !Number.isFinite(p.values[i])
          ? null
          : p.values[i] + side * p.halves[i];
      return this.anomaly
        ? [at((p) => p.values[0]), at((p) => p.threshold)]
        : [at((p) => p.values[i]), at((p) => p.truth?.[i]), at(edge(1)), at(edge(-1))];
    });
    const marks = points
      .filter((p) => p.anomalous)
      .map((p) => ({ t: p.t, text: '', strong: true }));
    this.chart.set(
      points.map((p) => p.t),
      columns,
      marks,
    );
    if (!this.anomaly) setText(this.bandNote, this.#describeBand());
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
