/** How often each operation came to each outcome. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  add(operation: string, outcome: string): void {
    const counts = this.#counts.get(operation) ?? new Map<string, number>();
    this.#counts.set(operation, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
  }

  get total(): number {
    return this.rows().reduce((sum, { count }) => sum + count, 0);
  }

  /** Sorted by operation, then outcome. */
  rows(): { operation: string; outcome: string; count: number }[] {
    const rows = [...this.#counts].flatMap(([operation, counts]) =>
      [...counts].map(([outcome, count]) => ({ operation, outcome, count })),
    );
    return rows.sort((a, b) => order(a.operation, b.operation) || order(a.outcome, b.outcome));
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
