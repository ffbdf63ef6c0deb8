import { join } from "node:path";
import * as z from "zod";
import { casesOf } from "../support/cases";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { callOf, type OperationKind } from "./support/calls";
import { endAll, type Program, startProgram } from "./support/program";
import { type Reply, send, signedHeaders } from "./support/send";
import { field, matching } from "./support/values";

const directory = temporaryDirectory();

afterEach(endAll);

const options = ["--faults", "--ca", join(directory, "ca"), "--data", join(directory, "data")];
const VERSION = "2025-03-02-preview";
const KILLS = Math.max(2, casesOf(6));
/** Callers at work when the process is killed. */
const CALLERS = 4;

/** What the emulator has acknowledged about an identity. */
interface Known {
  readonly id: string;
  /** Issued after the last acknowledged revocation, and before any that is not acknowledged. */
  valid: string[];
  ended: string[];
  /** Asked for, perhaps not acknowledged: may be either way. */
  revoking: boolean;
  deleting: boolean;
  deleted: boolean;
}

const known: Known[] = [];

async function call(emulator: Program, operation: OperationKind, id: string, body?: unknown): Promise<Reply> {
  const { endpoints, connectionString, caFile } = emulator;
  const { method, path } = callOf(operation, VERSION, id);
  const url = `${endpoints.acs}${path}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = signedHeaders(connectionString, { method, url, body: text, date: new Date().toUTCString() });
  return send(caFile, url, { method, body: text, headers });
}

/** One identity's life, until the emulator is gone: everything it acknowledges is noted. */
async function live(emulator: Program, step: () => void): Promise<void> {
  for (;;) {
    const created = await call(emulator, "create", "", {});
    expect(created.status).toBe(201);
    const identity: Known = {
      id: field(created.json(), "identity", "id"),
      valid: [],
      ended: [],
      revoking: false,
      deleting: false,
      deleted: false,
    };
    known.push(identity);
    step();
    await issue(emulator, identity);
    step();
    identity.revoking = true;
    expect((await call(emulator, "revoke", identity.id)).status).toBe(204);
    identity.revoking = false;
    identity.ended.push(...identity.valid.splice(0));
    step();
    await issue(emulator, identity);
    step();
    if (known.length % 2 === 0) {
      continue;
    }
    identity.deleting = true;
    expect((await call(emulator, "delete", identity.id)).status).toBe(204);
    identity.deleted = true;
    step();
  }
}

async function issue(emulator: Program, identity: Known): Promise<void> {
  const reply = await call(emulator, "issue", identity.id, { scopes: ["chat"] });
  expect(reply.status).toBe(200);
  identity.valid.push(field(reply.json(), "token"));
}

const verdictSchema = z.object({ valid: z.boolean(), reason: z.string().optional() });

async function verdict(emulator: Program, token: string): Promise<string> {
  const { testSurface = "", caFile } = emulator;
  const body = JSON.stringify({ token });
  const reply = await send(caFile, `${testSurface}/tokens/validate`, { method: "POST", body });
  const { valid, reason = "valid" } = verdictSchema.parse(reply.json());
  return valid ? "valid" : reason;
}

async function expectAllKept(emulator: Program): Promise<void> {
  for (const { id, valid, ended, revoking, deleting, deleted } of known) {
    const there = (await call(emulator, "get", id)).status === 200;
    if (deleted || !deleting) {
      expect([id, there]).toEqual([id, !deleted]);
    }
    for (const token of ended) {
      expect(await verdict(emulator, token)).toBe(there ? "revoked" : "deleted");
    }
    if (revoking || !there) {
      continue;
    }
    for (const token of valid) {
      expect(await verdict(emulator, token)).toBe("valid");
    }
  }
}

test(`loses no acknowledged write when it is killed ${KILLS} times at work`, async () => {
  let emulator = await startProgram(options);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    let steps = 0;
    const killAt = 10 + 7 * kill; // at another moment each time
    const lives = Array.from({ length: CALLERS }, () =>
      live(emulator, () => {
        steps += 1;
        if (steps === killAt) {
          void emulator.kill();
        }
      }),
    );
    // Each ends with its connection, by which it notices.
    for (const life of await Promise.allSettled(lives)) {
      expect(life).toMatchObject({ status: "rejected", reason: { code: matching(/^ECONN/) } });
    }
    await emulator.kill();
    emulator = await startProgram(options);
    await expectAllKept(emulator);
  }
  await emulator.stop();
  expect(await emulator.ended).toBe(0);
});
