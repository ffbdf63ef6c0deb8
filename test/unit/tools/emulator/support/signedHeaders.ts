import { createHash, createHmac } from "node:crypto";

export interface ToSign {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly date: string;
}

/** The headers of a client with an access key, written out from the documentation: nothing of the emulator's in it. */
export function signedHeaders(
  connectionString: string,
  { method, url, body = "", date }: ToSign,
): Record<string, string> {
  const key = Buffer.from(connectionString.split("accesskey=")[1] ?? "", "base64");
  const { host, pathname, search } = new URL(url);
  const hash = createHash("sha256").update(body).digest("base64");
  const text = `${method}\n${pathname}${search}\n${date};${host};${hash}`;
  const signature = createHmac("sha256", key).update(text).digest("base64");
  return {
    host,
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  };
}
