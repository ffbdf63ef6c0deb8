/** The two parts of an ACS connection string, `endpoint=https://NAME.communication.azure.com/;accesskey=BASE64`. */
export interface ConnectionString {
  /** An https URL without a path. */
  readonly endpoint: string;
  /** Base64. */
  readonly accessKey: string;
}

/** A connection string is malformed. The message says which part, and holds none of its text. */
export class ConnectionStringError extends Error {
  override readonly name = "ConnectionStringError";
}

/**
 * Takes the parts in either order and any letter case, as copied from the portal with or without a closing semicolon.
 * @throws ConnectionStringError
 */
export function parseConnectionString(text: string): ConnectionString {
  const parts = new Map(
    text
      .trim()
      .split(";")
      .map((part): [string, string] => {
        const [name = "", ...value] = part.split("=");
        return [name.trim().toLowerCase(), value.join("=").trim()];
      }),
  );
  return { endpoint: endpointOf(parts.get("endpoint")), accessKey: accessKeyOf(parts.get("accesskey")) };
}

function endpointOf(value: string | undefined): string {
  if (!value) {
    throw new ConnectionStringError("it has no endpoint");
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "https:" || url.href !== `${url.origin}/`) {
    throw new ConnectionStringError(
      "its endpoint is not an https address of the form https://NAME.communication.azure.com/",
    );
  }
  return url.origin;
}

function accessKeyOf(value: string | undefined): string {
  if (!value) {
    throw new ConnectionStringError("it has no accesskey");
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) {
    throw new ConnectionStringError("its accesskey is not base64");
  }
  return value;
}
