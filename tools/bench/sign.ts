import { contentHash, hmacSignature } from "../emulator/acs/authentication";

export interface ToSign {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  readonly body: string;
  readonly date: string;
}

/** The headers of a request signed with an access key (documentation), lower-case. */
export function sign({ method, path, host, body, date }: ToSign, accessKey: string): Record<string, string> {
  const hash = contentHash(Buffer.from(body));
  const signature = hmacSignature(accessKey, `${method}\n${path}\n${date};${host};${hash}`);
  return {
    host,
    "x-ms-date": date,
    "x-ms-content-sha256": hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  };
}
