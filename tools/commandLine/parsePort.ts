import { UsageError } from "./UsageError";

/** @throws UsageError unless `text` is a whole number from 0, which lets the system choose, to `highest` */
export function parsePort(option: string, text: string, highest = 65_535): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= highest) {
    return Number(text);
  }
  throw new UsageError(`${option} must be a number from 0 to ${highest}`);
}
