// How far forecasts of a source lay off lately. A forecast gets the band that was known when it came,
// never one that knows its own truth, so whether truths lie inside can be counted.

export const QUANTILE = 0.9;
export const ERRORS = 100;
export const FEWEST = 10;

/** The newest absolute errors of one value and their quantile. */
export class ErrorBand {
  #errors = [];
  #half = null;

  add(error) {
    if (!Number.isFinite(error)) return;
    this.#errors.push(error);
    if (this.#errors.length > ERRORS) this.#errors.shift();
    this.#half = null;
  }

  /** Errors that are known. */
  get size() {
    return this.#errors.length;
  }

  /** Half the band's width: the smallest error that at least nine tenths do not exceed. */
  half() {
    if (this.#errors.length < FEWEST) return null;
    if (this.#half === null) {
      const sorted = Float64Array.from(this.#errors).sort();
      this.#half = sorted[Math.ceil(QUANTILE * sorted.length) - 1];
    }
    return this.#half;
  }
}
