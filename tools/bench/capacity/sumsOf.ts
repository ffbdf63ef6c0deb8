/** The sums of each `length` values after another; the last may be of fewer. */
export function sumsOf(values: ArrayLike<number>, length: number): number[] {
  const sums: number[] = [];
  for (let from = 0; from < values.length; from += length) {
    let sum = 0;
    for (let i = from; i < from + length && i < values.length; i++) {
      sum += values[i] ?? 0;
    }
    sums.push(sum);
  }
  return sums;
}

export function sumOf(values: ArrayLike<number>): number {
  return sumsOf(values, values.length)[0] ?? 0;
}

/** 0 when there are none. */
export function highestOf(values: Iterable<number>): number {
  let highest = 0;
  for (const value of values) {
    highest = value > highest ? value : highest;
  }
  return highest;
}
