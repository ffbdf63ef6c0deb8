import { type ApiUnderTest, identityOf } from "../../support/ApiUnderTest";
import { readReplies } from "../../support/readReplies";
import { type Access, faultsOfRawReply, faultsOfReply } from "./faultsOfReply";
import { FuzzConnection } from "./FuzzConnection";
import { fill, type FuzzRequest } from "./FuzzRequest";
import { meaningOf } from "./meaningOf";

interface CallerOptions {
  api: ApiUnderTest;
  access: Access;
  withUsers: boolean;
  /** What names in angle brackets stand for, the caller's account among it, apart from the identities of this caller. */
  values: ReadonlyMap<string, string>;
}

const FOREIGN_ID = "8:acs:0ac5de57-ffff-4fff-8fff-ffffffffffff_0ac5de57-ffff-4fff-8fff-ffffffffffff";

/** Sends requests, one after the other, with identities that no other caller touches, and looks at the replies. */
export class FuzzCaller {
  readonly #options: CallerOptions;
  readonly #values: Map<string, string>;
  readonly #connection: FuzzConnection;
  /** The replies of the API itself, by function and status. */
  readonly seen: string[] = [];

  private constructor(options: CallerOptions) {
    this.#options = options;
    this.#values = new Map(options.values);
    this.#connection = new FuzzConnection(options.api.url);
  }

  static async create(options: CallerOptions): Promise<FuzzCaller> {
    const caller = new FuzzCaller(options);
    caller.#nameId("foreign", FOREIGN_ID);
    caller.#nameId("living", await caller.#newIdentity());
    expect(await caller.faultsOf(deletion("<living-id>"))).toEqual([]);
    await caller.#letIn();
    return caller;
  }

  close(): void {
    this.#connection.close();
  }

  /** All that is wrong with the reply to a request. */
  async faultsOf(request: FuzzRequest): Promise<string[]> {
    const { api, access, withUsers } = this.#options;
    const sent = this.#filled(request);
    const meaning = meaningOf(sent.method, sent.target, withUsers);
    const reply = await this.#connection.send(sent);
    const name = "operation" in meaning ? meaning.operation.name : "host";
    api.watch.saw(`${name} ${reply.status}`, reply.status < 400 ? "" : reply.text);
    api.watch.saw(`${name} ${reply.status} headers`, JSON.stringify([...reply.headers]));
    if (reply.headers.has("x-request-id")) {
      this.seen.push(`${name} ${reply.status}`);
    }
    const faults = faultsOfReply(sent, reply, meaning, access);
    if (name === "DeleteIdentity" && reply.status === 204) {
      this.#nameId("deleted", this.#values.get("living-id") ?? "");
      this.#nameId("living", await this.#newIdentity());
    }
    if (name === "DeleteTeamsAccess" && reply.status === 204) {
      await this.#letIn();
    }
    return faults;
  }

  /** The same for bytes that need be no request. */
  async faultsOfBytes(bytes: string): Promise<string[]> {
    const replies = readReplies(await this.#connection.sendBytes(fill(bytes, this.#values)));
    for (const { status, text, headers } of replies) {
      this.#options.api.watch.saw(`raw ${status}`, status < 400 ? "" : text);
      if (headers["x-request-id"] !== undefined) {
        this.seen.push(`raw ${status}`);
      }
    }
    return replies.flatMap(faultsOfRawReply);
  }

  #filled({ method, target, headers, body }: FuzzRequest): FuzzRequest {
    const values = this.#values;
    return {
      method,
      target: fill(target, values),
      headers: headers.map(([name, value]) => [name, fill(value, values)]),
      body: fill(body, values),
    };
  }

  async #newIdentity(): Promise<string> {
    const headers = { "x-functions-key": this.#values.get("master-key") ?? "" };
    const reply = await this.#options.api.send("POST", "/identities", { headers });
    expect(reply.status).toBe(201);
    return identityOf(reply);
  }

  /** Gives this caller's account Teams access. */
  async #letIn(): Promise<void> {
    const path = fill("/teams-access/<tenant-id>/<account-id>", this.#values);
    const headers = { "x-functions-key": this.#values.get("master-key") ?? "" };
    const reply = await this.#options.api.sendJson("PUT", path, { principalType: "resourceAccount" }, headers);
    expect([200, 201]).toContain(reply.status);
  }

  #nameId(name: string, id: string): void {
    const encoded = encodeURIComponent(id);
    const spellings = {
      "": id,
      " encoded": encoded,
      " twice": encodeURIComponent(encoded),
      " upper": id.toUpperCase(),
    };
    for (const [spelling, value] of Object.entries(spellings)) {
      this.#values.set(`${name}-id${spelling}`, value);
    }
  }
}

function deletion(id: string): FuzzRequest {
  return {
    method: "DELETE",
    target: `/api/identities/${id}`,
    headers: [["x-functions-key", "<master-key>"]],
    body: "",
  };
}
