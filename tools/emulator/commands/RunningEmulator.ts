import { request as requestInPlain } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { jsonIn } from "../../../shared/jsonIn";
import { hasCode } from "../../kit/hasCode";
import { responseTo } from "../../kit/responseTo";
import { signatureHeaders } from "../acs/authentication";
import { serviceNames } from "../Service";
import { wellKnown } from "../wellKnown";
import type { Address } from "./address";
import { CommandError } from "./CommandError";

/** The one that has all scopes, and a lifetime. */
const API_VERSION = "2023-10-01";
const VAULT_RESOURCE = "https://vault.azure.net";

const endpointsReply = z.record(z.enum(serviceNames), z.url());
const identitiesReply = z.object({ value: z.array(z.object({ id: z.string(), deleted: z.boolean() })) });
const created = z.object({
  identity: z.object({ id: z.string() }),
  accessToken: z.object({ token: z.string() }).optional(),
});
const issued = z.object({ token: z.string() });
const granted = z.object({ access_token: z.string() });
const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

type Endpoints = z.infer<typeof endpointsReply>;

/** What a token is asked for. */
export interface TokenRequest {
  readonly scopes: readonly string[];
  readonly expiresInMinutes: number | undefined;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An emulator in another process. Each call throws a CommandError when it does not do what it is asked for. */
export class RunningEmulator {
  readonly #address: Address;
  readonly #endpoints: Endpoints;

  private constructor(address: Address, endpoints: Endpoints) {
    this.#address = address;
    this.#endpoints = endpoints;
  }

  /** Makes sure that it is an emulator: what is meant for one must not reach a resource in Azure, whose calls are the same. */
  static async at(address: Address): Promise<RunningEmulator> {
    const { status, body } = await send(address, `${address.url}/emulator/endpoints`);
    const { data } = endpointsReply.safeParse(jsonIn(body));
    if (status !== 200 || !data) {
      throw new CommandError(reasonIn(body) ?? `There is no ACS emulator at ${address.url}.`);
    }
    return new RunningEmulator(address, data);
  }

  /** The ids of the identities that are not deleted, the oldest first. */
  async identities(): Promise<string[]> {
    const body = await this.#call("GET", `${this.#address.url}/emulator/identities`);
    return identitiesReply.parse(jsonIn(body)).value.flatMap(({ id, deleted }) => (deleted ? [] : id));
  }

  async createIdentity(): Promise<string> {
    return created.parse(await this.#acs("POST", "/identities")).identity.id;
  }

  async issueToken(id: string | undefined, { scopes, expiresInMinutes }: TokenRequest): Promise<string | undefined> {
    if (id === undefined) {
      const body = { createTokenWithScopes: scopes, expiresInMinutes };
      return created.parse(await this.#acs("POST", "/identities", body)).accessToken?.token;
    }
    return issued.parse(await this.#acs("POST", `${pathOf(id)}/:issueAccessToken`, { scopes, expiresInMinutes })).token;
  }

  async revokeTokens(id: string): Promise<void> {
    await this.#acs("POST", `${pathOf(id)}/:revokeAccessTokens`);
  }

  async deleteIdentity(id: string): Promise<void> {
    await this.#acs("DELETE", pathOf(id));
  }

  /** A new version of the secret, as an app's own managed identity would set it. */
  async setSecret(name: string, value: string): Promise<void> {
    const token = await this.#managedIdentityToken();
    const url = `${this.#endpoint("keyVault")}/secrets/${encodeURIComponent(name)}?api-version=7.4`;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    await this.#call("PUT", url, { headers, body: JSON.stringify({ value }) });
  }

  async #managedIdentityToken(): Promise<string> {
    const query = `api-version=2019-08-01&resource=${encodeURIComponent(VAULT_RESOURCE)}`;
    const url = `${this.#endpoint("managedIdentity")}/msi/token?${query}`;
    const body = await this.#call("GET", url, { headers: { "x-identity-header": wellKnown.identityHeader } });
    return granted.parse(jsonIn(body)).access_token;
  }

  /** Under the name by which this machine knows the emulator, which may be in a container. */
  #endpoint(name: keyof Endpoints): string {
    const url = new URL(this.#endpoints[name]);
    url.hostname = new URL(this.#address.url).hostname;
    return url.origin;
  }

  /** A call of ACS, signed with the access key: the JSON that it is answered with. */
  async #acs(method: string, path: string, members?: object): Promise<unknown> {
    const { url, accessKey } = this.#address;
    const rawTarget = `${path}?api-version=${API_VERSION}`;
    const body = members ? JSON.stringify(members) : "";
    const signed = signatureHeaders({ method, rawTarget, host: new URL(url).host, body }, accessKey);
    const headers = { ...signed, "content-type": "application/json" };
    return jsonIn(await this.#call(method, `${url}${rawTarget}`, { headers, body }));
  }

  async #call(method: string, url: string, sent: Sent = {}): Promise<string> {
    const { status, body } = await send(this.#address, url, { ...sent, method });
    if (status >= 300) {
      throw new CommandError(reasonIn(body) ?? `${new URL(url).origin} answered with ${status}.`);
    }
    return body;
  }
}

function pathOf(id: string): string {
  return `/identities/${encodeURIComponent(id)}`;
}

/** What a refusal says, in one line. */
function reasonIn(body: string): string | undefined {
  const { data } = failure.safeParse(jsonIn(body));
  if (!data) {
    return undefined;
  }
  const { code, message } = data.error;
  const hint = code === "Denied" ? " Set ACS_CONNECTION_STRING to the emulator's present connection string." : "";
  return `${code}: ${message
    .trim()
    .split(/[\r\n]+/)
    .join(" ")}${hint}`;
}

async function send(
  { ca, caFile }: Address,
  url: string,
  { method = "GET", headers = {}, body = "" }: Sent = {},
): Promise<{ status: number; body: string }> {
  const options = { method, headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent: false };
  const outgoing = url.startsWith("http:") ? requestInPlain(url, options) : request(url, { ...options, ca });
  try {
    const incoming = await responseTo(outgoing, body);
    return { status: incoming.statusCode ?? 0, body: await text(incoming) };
  } catch (error) {
    throw new CommandError(explainUnreachable(error, new URL(url).origin, caFile), { cause: error });
  }
}

/** One line for whoever typed a command that got no answer from `origin`: what is in the way, and what helps. */
function explainUnreachable(error: unknown, origin: string, caFile: string): string {
  if (hasCode(error, "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT")) {
    return `No emulator answers at ${origin}. Start one with acs-emulator, or name another by --url.`;
  }
  if (hasCode(error, "ECONNRESET", "EPROTO", "EPIPE", "HPE_INVALID_CONSTANT")) {
    return `${origin} gave no answer. An emulator that was started with --http has an address with http:, others one with https:.`;
  }
  if (hasCode(error, "ERR_TLS_CERT_ALTNAME_INVALID")) {
    return `The certificate of ${origin} is for other names. Start the emulator with --name, or use localhost.`;
  }
  const code = typeof error === "object" && error !== null && "code" in error ? ` (${String(error.code)})` : "";
  return `The certificate of ${origin} is not by the CA in ${caFile}${code}. Name that of the emulator by --ca or ACS_CA_FILE.`;
}
