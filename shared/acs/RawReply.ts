import { timeOfReply } from "../resilience/replyHeaders";

interface HttpReply {
  bodyAsText?: string | null;
  headers: { get(name: string): string | undefined };
}

/** A reply of ACS as it came, beside what the SDK makes of it. */
export class RawReply {
  #reply: HttpReply | undefined;

  /** Takes note of it. */
  readonly note = (reply: HttpReply): void => {
    this.#reply = reply;
  };

  /** The body; undefined when it is no JSON. */
  get json(): unknown {
    try {
      const json: unknown = JSON.parse(this.#reply?.bodyAsText ?? "");
      return json;
    } catch {
      return undefined;
    }
  }

  /** When ACS made it, in milliseconds since the epoch; `now`, where it does not say. */
  madeAt(now: number): number {
    return timeOfReply(this.#reply?.headers.get("date"), now);
  }
}
