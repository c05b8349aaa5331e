// Charts over time by uPlot, in the colours of the theme, with their content in words for who can't
// see them; and sparklines.

import uPlot from '/lib/uplot/uPlot.esm.js';
import { h, setText, svg } from './dom.js';
import { clock } from './format.js';

/** Colours of series, distinguishable without colour vision too (after Okabe and Ito, 2008). */
export const COLOURS = [
  'var(--c1)',
  'var(--c2)',
  'var(--c3)',
  'var(--c4)',
  'var(--c5)',
  'var(--c6)',
  'var(--c7)',
  'var(--c8)',
];

function css(value) {
  const match = /^var\((--[\w-]+)\)$/.exec(value);
  return match
    ? getComputedStyle(document.documentElement).getPropertyValue(match[1]).trim()
    : value;
}

/** A thin line for a version or another moment, drawn behind the curves. */
function marksPlugin(chart) {
  return {
    hooks: {
      drawAxes: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
        // What drew before, the axes, centres its texts.
        ctx.textAlign = 'left';
        ctx.textBaseline = 'alphabetic';
        ctx.lineWidth = devicePixelRatio;
        let textEnd = -Infinity;
        for (const mark of chart.marks) {
          const x = plot.valToPos(mark.t / 1000, 'x', true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.strokeStyle = css(mark.strong ? 'var(--accent)' : 'var(--line)');
          ctx.fillStyle = css('var(--muted)');
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          const width = ctx.measureText(mark.text).width;
          if (x > textEnd && x + width < bbox.left + bbox.width) {
            ctx.fillText(mark.text, x + 3 * devicePixelRatio, bbox.top + 10 * devicePixelRatio);
            textEnd = x + width + 8 * devicePixelRatio;
          }
        }
        ctx.restore();
      },
    },
  };
}

/** Times of day on 24 hours, as fine as the ticks are. */
function clockTimes(_, ticks, axis, space, step) {
  return ticks.map((tick) => {
    const text = clock(new Date(tick * 1000));
    if (step >= 60) return text.slice(0, 5);
    return step >= 1 ? text : `${text}.${String(Math.round((tick % 1) * 1000)).padStart(3, '0')}`;
  });
}

/** A chart over time; lines may have gaps (null). */
export class TimeChart {
  #plot = null;
  #resize;
  #data = null;
  #said = -Infinity;
  marks = [];

  /**
   * @param title what the chart shows, for people and screen readers
   * @param series `{label, colour, dash, format, fill, points}` for each line
   * @param options `{height, range: [low, high] | null, empty}` and `bands: [{high, low, colour}]`,
   *   areas between two series of these indices; a series with `edge` only bounds one
   */
  constructor(title, series, options = {}) {
    this.title = title;
    this.series = series;
    this.options = options;
    this.words = h('p', { class: 'visually-hidden' });
    this.legend = h('ul', { class: 'legend' });
    this.canvas = h('div', { class: 'chart-canvas', 'aria-hidden': 'true' });
    this.empty = h('p', { class: 'empty' }, options.empty ?? 'No data in this span yet.');
    this.element = h(
      'figure',
      { class: 'chart', style: { '--height': `${options.height ?? 200}px` } },
      h('figcaption', {}, h('span', { class: 'chart-title' }, title), this.legend),
      this.canvas,
      this.empty,
      this.words,
    );
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(this.canvas);
    this.#rebuildLegend();
    this.canvas.hidden = true;
    this.onTheme = () => this.#rebuild();
    window.addEventListener('themechange', this.onTheme);
  }

  #rebuildLegend() {
    this.values = this.series.map(() => h('b', {}, ''));
    this.legend.replaceChildren(
      ...this.series.map((line, i) =>
        line.edge
          ? ''
          : h(
              'li',
              {},
              h('i', { class: line.dash ? 'dashed' : null, style: { borderColor: line.colour } }),
              line.label,
              ' ',
              this.values[i],
            ),
      ),
    );
  }

  /**
   * @param times milliseconds, rising
   * @param columns one array a series, null where nothing is known
   */
  set(times, columns, marks = []) {
    this.marks = marks;
    this.#data = [times.map((t) => t / 1000), ...columns];
    const some = times.length > 0 && columns.some((column) => column.some((v) => v !== null));
    this.canvas.hidden = !some;
    this.empty.hidden = some;
    const spoken = columns.map((column, i) => {
      let last = null;
      for (let k = column.length - 1; k >= 0 && last === null; k--) last = column[k] ?? null;
      const format = this.series[i].format ?? String;
      setText(this.values[i], last === null ? '' : format(last));
      return this.series[i].edge
        ? null
        : `${this.series[i].label}: ${last === null ? 'no value' : format(last)}`;
    });
    this.#say(`${this.title}, newest values. ${spoken.filter(Boolean).join('; ')}.`);
    if (!some) return;
    if (this.#plot === null) this.#build();
    else this.#plot.setData(this.#data);
  }

  /** Not at every change: nobody listens that fast, and each costs a layout. */
  #say(words) {
    const now = performance.now();
    if (now - this.#said < 2000) return;
    this.#said = now;
    setText(this.words, words);
  }

  #rebuild() {
    if (this.#plot === null) return;
    this.#plot.destroy();
    this.#plot = null;
    this.#build();
  }

  #width() {
    return Math.max(120, Math.floor(this.canvas.clientWidth));
  }

  #fit() {
    this.#plot?.setSize({ width: this.#width(), height: this.options.height ?? 200 });
  }

  #build() {
    const format = this.series[0]?.format ?? String;
    const axis = { stroke: css('var(--muted)'), font: '11px system-ui, sans-serif' };
    const grid = { stroke: css('var(--grid)'), width: 1 };
    const range = this.options.range;
    this.#plot = new uPlot(
      {
        width: this.#width(),
        height: this.options.height ?? 200,
        legend: { show: false },
        cursor: { y: false, points: { size: 6 } },
        padding: [8, 26, 0, 0],
        scales: { x: { time: true }, y: range ? { range } : {} },
        axes: [
          {
            ...axis,
            grid: { show: false },
            ticks: grid,
            size: 28,
            space: 70,
            values: clockTimes,
          },
          {
            ...axis,
            grid,
            ticks: { show: false },
            size: 56,
            values: (_, ticks) => ticks.map((tick) => format(tick)),
          },
        ],
        series: [
          {},
          ...this.series.map((line) => ({
            label: line.label,
            stroke: css(line.colour),
            width: line.points || line.edge ? 0 : 1.75,
            dash: line.dash,
            fill: line.fill ? css(line.fill) : undefined,
            points: line.points
              ? { show: true, size: 4, fill: css(line.colour) }
              : { show: false },
            spanGaps: line.spanGaps ?? false,
          })),
        ],
        bands: (this.options.bands ?? []).map(({ high, low, colour }) => ({
          series: [high + 1, low + 1],
          fill: css(colour),
        })),
        plugins: [marksPlugin(this)],
        hooks: {
          setCursor: [
            (plot) => {
              const index = plot.cursor.idx;
              if (index === null || index === undefined) return;
              this.series.forEach((line, i) => {
                const value = this.#data[i + 1][index];
                if (value !== null && value !== undefined) {
                  this.values[i].textContent = (line.format ?? String)(value);
                }
              });
            },
          ],
        },
      },
      this.#data,
      this.canvas,
    );
  }

  close() {
    window.removeEventListener('themechange', this.onTheme);
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }
}

const WIDTH = 120;
const HEIGHT = 28;

/** A line without axes; gaps stay gaps. The words stand beside it, so readers may skip it. */
export class Sparkline {
  constructor(colour = 'var(--c1)', tight = false) {
    this.tight = tight;
    this.line = svg('path', { class: 'spark-line', style: { stroke: colour } });
    this.area = svg('path', { class: 'spark-area', style: { fill: colour } });
    this.element = svg(
      'svg',
      {
        class: 'spark',
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      this.area,
      this.line,
    );
  }

  set(values) {
    const known = values.filter((value) => value !== null);
    // From zero unless a range is given; `tight` shows changes of a score that is never near zero.
    const least = Math.min(...known);
    const most = Math.max(...known);
    const low = this.tight ? least - (most - least) * 0.15 : Math.min(least, 0);
    const high = Math.max(most, low + 1e-9);
    const step = WIDTH / Math.max(1, values.length - 1);
    const y = (value) => HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4);
    let line = '';
    let area = '';
    let start = null;
    values.forEach((value, i) => {
      const x = (i * step).toFixed(1);
      if (value !== null) {
        const point = `${x},${y(value).toFixed(1)}`;
        line += start === null ? `M${point}` : `L${point}`;
        area += start === null ? `M${x},${HEIGHT}L${point}` : `L${point}`;
        start ??= x;
      }
      if (start !== null && (value === null || i === values.length - 1)) {
        const end = value === null ? ((i - 1) * step).toFixed(1) : x;
        area += `L${end},${HEIGHT}Z`;
        start = null;
      }
    });
    this.line.setAttribute('d', line || 'M0,0');
    this.area.setAttribute('d', area || 'M0,0');
  }
}
