import { randomBytes, randomUUID } from "node:crypto";

/** Where keys and ids come from, so that a test can know them. */
export interface Random {
  bytes(count: number): Buffer;
  uuid(): string;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count), uuid: () => randomUUID() };
