/** The smallest of `values` that is not below `percent` of them (nearest rank); NaN when there are none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

/** What several rounds have measured. */
export interface Figure {
  readonly median: number;
  /** How far the rounds lie apart: highest less lowest, as a part of the median. */
  readonly spread: number;
}

/** @throws RangeError when there are no values */
export function figureOf(values: readonly number[]): Figure {
  if (values.length === 0) {
    throw new RangeError("A figure needs at least one value.");
  }
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  const range = at(sorted.length - 1) - at(0);
  return { median, spread: range === 0 ? 0 : range / Math.abs(median) };
}

/** `0.123` as `12 %`. */
export function inPercent(part: number, digits = 0): string {
  return `${(part * 100).toFixed(digits)} %`;
}
