import { UsageError } from "../kit/commandLine";

export const HIGHEST_SEED = 2 ** 31 - 1;

/** @throws UsageError unless `text` is a whole number from `least` to `most` */
export function parseWhole(option: string, text: string, least: number, most: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most) {
    return Number(text);
  }
  throw new UsageError(`${option} must be a whole number from ${least} to ${most}`);
}
