// @ts-check
import { setTimeout as wait } from "node:timers/promises";

/** The API itself answers within 8 seconds. */
const TIMEOUT_SECONDS = 15;
/** Who would have to wait for longer gets the error at once. */
const LONGEST_WAIT_SECONDS = 60;

/**
 * @typedef {"chat" | "chat.join" | "chat.join.limited" | "voip" | "voip.join"} Scope
 *
 * @typedef {object} AccessToken
 * @property {string} userId the identity that the token is for
 * @property {string} token
 * @property {Date} expiresOn
 * @property {Date} refreshOn when to issue the next one
 */

/**
 * An answer that is not what was asked for. `code` says why, as in README's table of errors; where there is none, it was
 * not the API that answered, but the Functions host (401: the function key) or something else at that address.
 */
export class TokenApiError extends Error {
  /**
   * @param {number} status
   * @param {string | undefined} code
   * @param {string} message says what to do
   * @param {string | undefined} requestId the log of the API has it, too
   * @param {number | undefined} retryAfterSeconds
   */
  constructor(status, code, message, requestId, retryAfterSeconds) {
    super(message);
    this.name = "TokenApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The ACS Token API, for backends. What it refuses is thrown as a {@link TokenApiError}; where nobody answers it is what
 * `fetch` throws. If it is too busy and says for how long, the client waits once.
 */
export class TokenApiClient {
  #url;
  #headers;

  /**
   * @param {string} url where the API is, with or without `/api`
   * @param {string} [functionKey] not needed on a developer's machine, where the host does not ask for it
   */
  constructor(url, functionKey) {
    this.#url = url.replace(/(?<!\/)\/+$/, "").replace(/\/api$/, "");
    this.#headers = functionKey === undefined ? {} : { "x-functions-key": functionKey };
  }

  /** Resolves to the id of the new identity. */
  async createIdentity() {
    return await this.#call("POST", "/identities", 201, readUserId);
  }

  /**
   * @param {readonly Scope[]} scopes
   * @param {number} [expiresInMinutes] from 60 to 1440, the default
   */
  async createIdentityAndToken(scopes, expiresInMinutes) {
    return await this.#call("POST", "/identities", 201, readAccessToken, { scopes, expiresInMinutes });
  }

  /**
   * @param {string} userId
   * @param {readonly Scope[]} scopes
   * @param {number} [expiresInMinutes] from 60 to 1440, the default
   */
  async issueToken(userId, scopes, expiresInMinutes) {
    const path = `/identities/${encodeURIComponent(userId)}/tokens`;
    return await this.#call("POST", path, 200, readAccessToken, { scopes, expiresInMinutes });
  }

  /** @param {string} userId */
  async revokeTokens(userId) {
    await this.#call("DELETE", `/identities/${encodeURIComponent(userId)}/tokens`, 204, readNothing);
  }

  /** @param {string} userId */
  async deleteIdentity(userId) {
    await this.#call("DELETE", `/identities/${encodeURIComponent(userId)}`, 204, readNothing);
  }

  /**
   * @template T
   * @param {string} method
   * @param {string} path
   * @param {number} expectedStatus
   * @param {(json: unknown) => T | undefined} read gives undefined if the answer does not have the expected form
   * @param {object} [body]
   */
  async #call(method, path, expectedStatus, read, body) {
    let reply = await this.#send(method, path, body);
    const seconds = retryAfterIn(reply);
    if (seconds !== undefined && seconds <= LONGEST_WAIT_SECONDS) {
      await wait(1000 * seconds);
      reply = await this.#send(method, path, body);
    }
    const json = parse(await reply.text());
    const result = reply.status === expectedStatus ? read(json) : undefined;
    if (result === undefined) {
      throw errorIn(reply, json);
    }
    return result;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #send(method, path, body) {
    return await fetch(`${this.#url}/api${path}`, {
      method,
      headers: { ...this.#headers, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      // The function key is for this API alone, not for whom it may redirect to.
      redirect: "manual",
      signal: AbortSignal.timeout(1000 * TIMEOUT_SECONDS),
    });
  }
}

/** @param {Response} reply */
function retryAfterIn({ status, headers }) {
  const seconds = /^\d{1,9}$/.exec(headers.get("Retry-After") ?? "");
  return seconds && (status === 429 || status === 503) ? Number(seconds[0]) : undefined;
}

/**
 * @param {Response} reply
 * @param {unknown} json
 */
function errorIn(reply, json) {
  const foreign =
    reply.status === 401 ? "The function key is missing or refused." : "This is no answer of the token API.";
  return new TokenApiError(
    reply.status,
    textAt(json, "error", "code"),
    textAt(json, "error", "message") ?? foreign,
    textAt(json, "error", "requestId"),
    retryAfterIn(reply),
  );
}

/** @param {unknown} json */
function readUserId(json) {
  return textAt(json, "user", "communicationUserId");
}

/** @param {unknown} json */
function readAccessToken(json) {
  const userId = readUserId(json);
  const token = textAt(json, "token");
  const expiresOn = new Date(textAt(json, "expiresOn") ?? NaN);
  const refreshOn = new Date(textAt(json, "refreshOn") ?? NaN);
  const isWhole = userId && token && !isNaN(expiresOn.getTime()) && !isNaN(refreshOn.getTime());
  return isWhole ? { userId, token, expiresOn, refreshOn } : undefined;
}

const readNothing = () => true;

/**
 * @param {string} text
 * @returns {unknown} undefined if it is no JSON
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The text at a path of names.
 * @param {unknown} json
 * @param {...string} names
 */
function textAt(json, ...names) {
  const value = names.reduce((part, name) => (part instanceof Object ? Reflect.get(part, name) : undefined), json);
  return typeof value === "string" ? value : undefined;
}
