/** The sums of each `length` values after another; the last may be of fewer. */
export function sumsOf(values: ArrayLike<number>, length: number): number[] {
  const sums = new Array<number>(Math.ceil(values.length / length)).fill(0);
  for (let i = 0; i < values.length; i++) {
    const sum = Math.floor(i / length);
    sums[sum] = (sums[sum] ?? 0) + (values[i] ?? 0);
  }
  return sums;
}

export function sumOf(values: ArrayLike<number>): number {
  return sumsOf(values, Math.max(1, values.length))[0] ?? 0;
}

export function highestOf(values: Iterable<number>): number {
  let highest = 0;
  for (const value of values) {
    highest = Math.max(highest, value);
  }
  return highest;
}
