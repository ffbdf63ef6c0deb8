/** What several rounds have measured. */
export interface Figure {
  readonly median: number;
  /** How far the rounds lie apart: highest less lowest, as a part of the median. */
  readonly spread: number;
}

/** @throws RangeError when there are no values */
export function figureOf(values: readonly number[]): Figure {
  if (values.length === 0) throw new RangeError("A figure needs at least one value.");
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  const range = at(sorted.length - 1) - at(0);
  return { median, spread: range === 0 ? 0 : range / Math.abs(median) };
}
