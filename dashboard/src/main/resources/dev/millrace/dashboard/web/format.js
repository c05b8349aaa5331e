// Numbers and times as people read them, always with their unit.

const NONE = '–';

// Made once: a formatter costs far more than what it formats.
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

function two(value) {
  return String(value).padStart(2, '0');
}

/** Hours, minutes and seconds of this place. */
export function clock(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function missing(value) {
  return value === null || value === undefined || Number.isNaN(value);
}

/** A count: 1,482 or 12.3 M. */
export function count(value) {
  if (missing(value)) return NONE;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return WHOLE.format(value);
}

/** Events a second. */
export function rate(value) {
  if (missing(value)) return NONE;
  return `${value >= 100 ? WHOLE.format(value) : value.toFixed(1)} /s`;
}

/** A duration given in milliseconds. */
export function duration(ms) {
  if (missing(ms)) return NONE;
  const size = Math.abs(ms);
  if (size < 1) return `${ms.toFixed(2)} ms`;
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (size < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (size < 48 * 3_600_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${(ms / 86_400_000).toFixed(1)} d`;
}

/** A part of one as percent. */
export function percent(value, digits = 1) {
  return missing(value) ? NONE : `${(100 * value).toFixed(digits)} %`;
}

/** Any measured value, four digits that matter. */
export function number(value) {
  if (missing(value)) return NONE;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return Number.isInteger(value) ? WHOLE.format(value) : DIGITS.format(value);
}

/** Bytes in KiB and MiB. */
export function bytes(value) {
  if (missing(value)) return NONE;
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} KiB`;
  return `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

/** The time of day, with the date where that is not today. */
export function time(ms) {
  if (missing(ms)) return NONE;
  const date = new Date(ms);
  const now = new Date();
  const today =
    now.getDate() === date.getDate() &&
    now.getMonth() === date.getMonth() &&
    now.getFullYear() === date.getFullYear();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return today ? clock(date) : `${day} ${clock(date)}`;
}

/** How long ago. */
export function ago(ms, now = Date.now()) {
  if (missing(ms)) return 'never';
  return now - ms < 1500 ? 'now' : `${duration(now - ms)} ago`;
}

const SCORES = {
  accuracy: ['accuracy', percent],
  accuracy_last_2000: ['accuracy, last 2,000', percent],
  no_change: ['no change', percent],
  kappa: ['kappa', number],
  kappa_t: ['kappa-T', number],
  log_loss: ['log loss', number],
  mae: ['mean absolute error', number],
  rmse: ['root mean square error', number],
};

/** A metric's name in words. */
export function metricName(name) {
  return SCORES[name]?.[0] ?? name.replaceAll('_', ' ');
}

/** A metric's value; `no_change` of a regression is an error, not a share. */
export function metric(name, value, metrics = {}) {
  if (name === 'no_change' && 'mae' in metrics) return number(value);
  return (SCORES[name]?.[1] ?? number)(value);
}
