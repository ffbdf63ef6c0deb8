import { generateKeyPairSync, randomBytes } from "node:crypto";
import { systemClock } from "../../../shared/clock";
import { accessKey, resetAccessKeys } from "../../emulator/acs/accessKeys";
import { contentHash, hmacSignature, signatureHeaders } from "../../emulator/acs/authentication";
import { createEngine } from "../../emulator/createEngine";
import type { HttpRequest } from "../../emulator/http/http";
import { MemoryStore } from "../../emulator/store/MemoryStore";
import { wellKnown } from "../../emulator/wellKnown";
import { BODY, issuePath } from "../AcsClient";

/** Microseconds that the parts of issuing one token take, without the network. */
export interface Parts {
  readonly contentHash: number;
  readonly hmac: number;
  readonly tokenSignature: number;
  /** The whole operation from the request to the reply, the three above among it. */
  readonly operation: number;
}

const HOST = "localhost:7780";
/** About the length of the text that a token's signature is over. */
const TOKEN_BYTES = 650;

/** Runs the emulator's own functions in this process, `rounds` times each. */
export async function measureParts(rounds: number): Promise<Parts> {
  const store = new MemoryStore();
  const entraKeyPem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  const { resourceId } = wellKnown;
  const options = {
    store,
    wallClock: systemClock,
    entraKeyPem: entraKeyPem.toString(),
    rateLimits: false,
    after2028: false,
    resourceId,
    acsEndpoint: () => `https://${HOST}`,
  };
  const { services, parts } = await createEngine(options);
  await store.transact(resetAccessKeys);
  const key = store.read((tables) => accessKey(tables, "primary")).value;

  const create = signedRequest("/identities?api-version=2020-07-20-preview2", "", key);
  const { body: created } = await services.acs.handle(create);
  const issue = signedRequest(issuePath(created.replace(/^\{"id":"|"\}$/g, "")), BODY, key);
  const { status, body } = await services.acs.handle(issue);
  if (status !== 200) {
    throw new Error(`No token to measure: ${status} ${body}`);
  }

  const text = `POST\n${issue.rawTarget}\n${Object.values(issue.headers).join(";")}`;
  const token = randomBytes(TOKEN_BYTES);
  return {
    contentHash: await microseconds(rounds, () => contentHash(issue.body)),
    hmac: await microseconds(rounds, () => hmacSignature(key, text)),
    tokenSignature: await microseconds(rounds, () => parts.tokenKey.sign(token)),
    operation: await microseconds(rounds, () => services.acs.handle(issue)),
  };
}

function signedRequest(rawTarget: string, body: string, accessKey: string): HttpRequest {
  const [path = "", query = ""] = rawTarget.split("?");
  const segments = path.split("/").filter(Boolean).map(decodeURIComponent);
  return {
    scheme: "https",
    method: "POST",
    rawTarget,
    segments,
    path: `/${segments.join("/")}`,
    query: new URLSearchParams(query),
    headers: signatureHeaders({ method: "POST", rawTarget, host: HOST, body }, accessKey),
    body: Buffer.from(body),
  };
}

/** Of one call, on average, once the runtime has warmed up. */
async function microseconds(rounds: number, work: () => unknown): Promise<number> {
  for (let i = 0; i < rounds / 10; i += 1) {
    await work();
  }
  const started = performance.now();
  for (let i = 0; i < rounds; i += 1) {
    await work();
  }
  return ((performance.now() - started) * 1000) / rounds;
}
