import { timingSafeEqual } from "node:crypto";

/** Compares without telling by its duration how much is right. */
export function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
