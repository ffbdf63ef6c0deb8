import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { signatureHeaders } from "../emulator/acs/authentication";
import { responseTo } from "../kit/responseTo";

const identity = z.object({ identity: z.object({ id: z.string() }) });
const VERSION = "2023-10-01";
export const BODY = '{"scopes":["chat","voip"]}';

/** A client with an access key, on connections that it keeps. */
export class AcsClient {
  readonly #origin: string;
  readonly #accessKey: string;
  readonly #ca: string;
  readonly #agent: Agent;

  constructor(connectionString: string, caFile: string, connections: number) {
    const { endpoint, accessKey } = parseConnectionString(connectionString);
    this.#origin = endpoint;
    this.#accessKey = accessKey;
    this.#ca = readFileSync(caFile, "utf8");
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async createIdentity(): Promise<string> {
    const reply = await this.#send(`/identities?api-version=${VERSION}`, "", 201);
    return identity.parse(JSON.parse(reply)).identity.id;
  }

  async issueToken(id: string): Promise<void> {
    await this.#send(issuePath(id), BODY, 200);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(path: string, body: string, expected: number): Promise<string> {
    const { host } = new URL(this.#origin);
    const headers = signatureHeaders({ method: "POST", rawTarget: path, host, body }, this.#accessKey);
    const outgoing = request(`${this.#origin}${path}`, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
      ca: this.#ca,
      agent: this.#agent,
    });
    const reply = await responseTo(outgoing, body);
    const received = await text(reply);
    if (reply.statusCode !== expected) {
      throw new Error(`${path}: ${String(reply.statusCode)} ${received}`);
    }
    return received;
  }
}

/** As the current SDK asks for a token. */
export function issuePath(id: string): string {
  return `/identities/${encodeURIComponent(id)}/:issueAccessToken?api-version=${VERSION}`;
}
