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
const keySchema = z.object({ connectionString: z.string() });

/** The emulator in another process, steered and asked over HTTPS. */
export class TestSurface {
  readonly #url: string;
  readonly #agent: Agent;

  /** `ca`: the certificate (PEM) of the CA that the emulator is trusted by. */
  constructor(url: string, ca: string) {
    this.#url = url;
    this.#agent = new Agent({ ca, keepAlive: true, maxSockets: 8 });
  }

  async verdictOn(token: string): Promise<TokenVerdict> {
    return verdictSchema.parse(await this.tell("POST", "/tokens/validate", { token }));
  }

  /** The ids of the identities that are not deleted. */
  async living(): Promise<string[]> {
    const { identities } = stateSchema.parse(await this.tell("GET", "/state"));
    return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
  }

  /** Makes a new access key, and puts it into the vault. The connection string with it. */
  async regenerateKey(name: "primary" | "secondary"): Promise<string> {
    return keySchema.parse(await this.tell("POST", `/keys/${name}/regenerate`)).connectionString;
  }

  /** Anything else that the emulator's README has under `/emulator`. @throws Error when it refuses */
  async tell(method: string, path: string, body?: object): Promise<unknown> {
    const outgoing = request(`${this.#url}${path}`, { method, agent: this.#agent });
    const reply = await responseTo(outgoing, body && JSON.stringify(body));
    const said = await text(reply);
    if ((reply.statusCode ?? 0) >= 400) {
      throw new Error(`${method} ${path}: ${said}`);
    }
    return said === "" ? undefined : JSON.parse(said);
  }

  close(): void {
    this.#agent.destroy();
  }
}
