import type { Sample } from "./BoundedSeries";

/** A straight line through measurements. */
export interface Line {
  /** Change of the value per second. */
  slope: number;
  /** Of the slope: the true one is within two of these with a certainty of about 95 %. */
  standardError: number;
}

/** The line with the least squares of the distances; undefined for fewer than three samples or no time between them. */
export function leastSquares(samples: readonly Sample[]): Line | undefined {
  const count = samples.length;
  const meanTime = sum(samples.map(({ seconds }) => seconds)) / count;
  const meanValue = sum(samples.map(({ value }) => value)) / count;
  const spread = sum(samples.map(({ seconds }) => (seconds - meanTime) ** 2));
  if (count < 3 || spread === 0) {
    return undefined;
  }
  const slope = sum(samples.map(({ seconds, value }) => (seconds - meanTime) * (value - meanValue))) / spread;
  const residuals = sum(samples.map(({ seconds, value }) => (value - meanValue - slope * (seconds - meanTime)) ** 2));
  return { slope, standardError: Math.sqrt(residuals / (count - 2) / spread) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
