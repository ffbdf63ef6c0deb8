import * as z from "zod";

/** A step of the quickstart failed; the message is one line that says what and what to do. */
export class QuickstartError extends Error {
  override readonly name = "QuickstartError";
}

const errorReply = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const identityReply = z.object({ user: z.object({ communicationUserId: z.string() }) });
const tokenReply = z.object({ token: z.string(), expiresOn: z.iso.datetime() });

/** A client of the token API as any app would write it: plain HTTP, and a word on what failed. */
export class Api {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  /** `url`: where the API is, with or without `/api`. */
  constructor(url: string, key: string | undefined) {
    this.#url = url.replace(/(?<!\/)\/+$/, "").replace(/\/api$/, "");
    this.#headers = key === undefined ? {} : { "x-functions-key": key };
  }

  async createIdentity(): Promise<string> {
    const reply = await this.#call("create an identity", "POST", "/api/identities");
    return parse(identityReply, reply).user.communicationUserId;
  }

  async issueToken(id: string, scope: string): Promise<{ token: string; expiresOn: Date }> {
    const path = `/api/identities/${encodeURIComponent(id)}/tokens`;
    const reply = await this.#call(`issue a '${scope}' token`, "POST", path, { scopes: [scope] });
    const { token, expiresOn } = parse(tokenReply, reply);
    return { token, expiresOn: new Date(expiresOn) };
  }

  async revokeTokens(id: string): Promise<void> {
    await this.#call("revoke the tokens", "DELETE", `/api/identities/${encodeURIComponent(id)}/tokens`);
  }

  async deleteIdentity(id: string): Promise<void> {
    await this.#call("delete the identity", "DELETE", `/api/identities/${encodeURIComponent(id)}`);
  }

  /** Whether the API still knows the identity, told by its refusal to issue a token. */
  async issuesNoMore(id: string): Promise<boolean> {
    const reply = await this.#send("POST", `/api/identities/${encodeURIComponent(id)}/tokens`, { scopes: ["chat"] });
    return reply.status === 404;
  }

  async #call(what: string, method: string, path: string, body?: object): Promise<unknown> {
    const reply = await this.#send(method, path, body);
    if (!reply.ok) {
      throw new QuickstartError(`Could not ${what}: ${await reasonOf(reply)}`);
    }
    return reply.status === 204 ? undefined : await reply.json();
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: { ...this.#headers, ...(body && { "Content-Type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch {
      throw new QuickstartError(
        `No token API answers at ${this.#url}. Start one with npm start, or name it with --url.`,
      );
    }
  }
}

async function reasonOf(reply: Response): Promise<string> {
  const { data } = errorReply.safeParse(await reply.json().catch(() => undefined));
  if (data) {
    return `${reply.status} ${data.error.code}: ${data.error.message}`;
  }
  return reply.status === 401
    ? "401: the function key is missing or refused; give a valid one with --key."
    : `${reply.status}: this does not look like a token API; check --url.`;
}

function parse<T>(schema: z.ZodType<T>, reply: unknown): T {
  const { success, data } = schema.safeParse(reply);
  if (!success) {
    throw new QuickstartError("The reply is not that of a token API; check --url.");
  }
  return data;
}
