import { UsageError } from "../kit/commandLine";

/** @throws UsageError unless `text` is a number above 0 */
export function parsePositive(option: string, text: string): number {
  const value = Number(text);
  if (/^(?:\d+|\d*\.\d+)$/.test(text) && value > 0) return value;
  throw new UsageError(`${option} must be a number above 0`);
}

/** @throws UsageError unless `text` is a whole number from 1 */
export function parseCount(option: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) return value;
  throw new UsageError(`${option} must be a whole number from 1`);
}

/** @throws UsageError unless `text` is whole numbers from 1 with commas between them */
export function parseCounts(option: string, text: string): number[] {
  return text.split(",").map((count) => parseCount(option, count));
}
