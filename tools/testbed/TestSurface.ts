import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";
import type { TokenVerdict } from "../emulator/index";
import { responseTo } from "../kit/responseTo";

const verdictSchema = z.union([
  z.object({ valid: z.literal(true) }),
  z.object({
    valid: z.literal(false),
    reason: z.enum(["signature", "expired", "unknownIdentity", "deleted", "revoked", "keyRegenerated"]),
  }),
]);
const stateSchema = z.object({ identities: z.array(z.object({ id: z.string(), deleted: z.boolean() })) });

/** What the emulator knows, asked over HTTPS. */
export class TestSurface {
  readonly #url: string;
  readonly #agent: Agent;

  /** `ca`: the certificate (PEM) of the CA that the emulator is trusted by. */
  constructor(url: string, ca: string) {
    this.#url = url;
    this.#agent = new Agent({ ca, keepAlive: true, maxSockets: 4 });
  }

  async verdictOn(token: string): Promise<TokenVerdict> {
    return verdictSchema.parse(await this.#call("POST", "/tokens/validate", { token }));
  }

  /** The ids of the identities that are not deleted. */
  async living(): Promise<string[]> {
    const { identities } = stateSchema.parse(await this.#call("GET", "/state"));
    return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const outgoing = request(`${this.#url}${path}`, { method, agent: this.#agent });
    return JSON.parse(await text(await responseTo(outgoing, body && JSON.stringify(body))));
  }
}
