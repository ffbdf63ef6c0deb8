/** `0.123` as `12 %`. */
export function inPercent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
