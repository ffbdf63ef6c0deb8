import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, systemClock } from "../../../shared/clock";
import { ensureDevelopmentCa } from "../../kit/developmentCa";
import { LoopbackServer } from "../../kit/LoopbackServer";
import { TestIssuer, USUAL } from "./TestIssuer";

const DISCOVERY = "/.well-known/openid-configuration";
const KEYS = "/keys";

/** What the server makes of requests: it answers as it should, or as its trouble has it. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * An identity provider on loopback: OpenID discovery and published keys over HTTPS, with a certificate of the
 * development CA. It mints tokens without a request, as if its users had signed in long ago.
 */
export class IdentityProvider {
  readonly #server: LoopbackServer;
  readonly #path: string;
  #issuer: TestIssuer | undefined;
  #trouble: Answer | undefined;
  #keys: readonly unknown[] | undefined;
  /** How often each document was asked for. */
  readonly fetched = { discovery: 0, keys: 0 };
  /** Fields of the discovery document over the usual ones. */
  discovery: Record<string, unknown> = {};

  private constructor(server: LoopbackServer, path: string) {
    this.#server = server;
    this.#path = path;
  }

  /** `path`: what follows the origin in the issuer, such as `/tenant/v2.0`. */
  static async start({ path = "/tenant/v2.0", clock = systemClock }: { path?: string; clock?: Clock } = {}) {
    const { certificate, key } = await ensureDevelopmentCa();
    const server = new LoopbackServer(
      { certificate, key },
      (request, response) => {
        provider.#answer(request, response);
      },
      0,
    );
    const provider: IdentityProvider = new IdentityProvider(server, path);
    await server.start();
    provider.#issuer = await TestIssuer.create(`${server.origin}${path}`, clock);
    return provider;
  }

  /** The keys and tokens behind the server. */
  get tokens(): TestIssuer {
    if (!this.#issuer) {
      throw new Error("The identity provider has not started.");
    }
    return this.#issuer;
  }

  get issuer(): string {
    return this.tokens.issuer;
  }

  /** The environment of an app that lets in the users of this provider. */
  environment(): Record<string, string> {
    return { USER_AUTH: "jwt", JWT_ISSUERS: this.issuer, JWT_AUDIENCES: USUAL.audience };
  }

  /** Refuses every connection until `up`. */
  async down(): Promise<void> {
    await this.#server.stop();
  }

  /** Takes connections again, on the same port, and answers as it should. */
  async up(): Promise<void> {
    this.#trouble = undefined;
    await this.#server.start();
  }

  /** Answers every request so, until `up`. */
  inTrouble(answer: Answer): void {
    this.#trouble = answer;
  }

  /** Publishes these keys in place of its own, good or bad. */
  publish(keys: readonly unknown[]): void {
    this.#keys = keys;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    const base = this.#path.replace(/\/$/, "");
    const document = new Map([
      [`${base}${DISCOVERY}`, () => this.#discoveryDocument(`${base}${KEYS}`)],
      [`${base}${KEYS}`, () => this.#keySet()],
    ]).get(path)?.();
    if (this.#trouble) {
      this.#trouble(request, response);
    } else {
      response.writeHead(document ? 200 : 404, { "Content-Type": "application/json" });
      response.end(JSON.stringify(document ?? {}));
    }
  }

  #discoveryDocument(keysPath: string): object {
    this.fetched.discovery += 1;
    return { issuer: this.issuer, jwks_uri: `${this.#server.origin}${keysPath}`, ...this.discovery };
  }

  #keySet(): object {
    this.fetched.keys += 1;
    return this.#keys ? { keys: this.#keys } : this.tokens.keySet();
  }
}

/** Answers that are no key set. */
export const TROUBLE = {
  failing: (_request, response) => {
    response.writeHead(500).end();
  },
  busy: (_request, response) => {
    response.writeHead(503, { "Retry-After": "30" }).end();
  },
  missing: (_request, response) => {
    response.writeHead(404).end();
  },
  refusing: (_request, response) => {
    response.writeHead(403).end();
  },
  malformed: (_request, response) => {
    response.writeHead(200).end("<html>");
  },
  empty: (_request, response) => {
    response.writeHead(200).end("{}");
  },
} satisfies Record<string, Answer>;
