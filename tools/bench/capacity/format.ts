const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function formatNumber(value: number): string {
  return WHOLE.format(value);
}

/** US dollars and cents. */
export function formatDollars(value: number): string {
  return `$${value.toFixed(2)}`;
}

export function formatShare(value: number): string {
  return `${formatNumber(value * 100)} %`;
}

/** In the unit that suits it. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) {
    return seconds === 0 ? "none" : `${formatNumber(seconds)} s`;
  }
  return seconds < 7200 ? `${formatNumber(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** To two digits, for what is known no better. */
export function formatRough(value: number): string {
  return new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 }).format(value);
}
