import * as z from "zod";
import { jsonIn } from "../../../shared/jsonIn";
import type { HttpRequest } from "../http/http";
import { badParameter } from "./KeyVaultError";
import { baseItem, listPage, secretBundle, secretItem } from "./secretReplies";
import type { Secrets } from "./Secrets";

/** One operation on a secret, or on all. */
interface SecretRoute {
  readonly operation: string;
  /** What a role must permit. */
  readonly action: string;
  /** The reply's body. @throws KeyVaultError */
  run(secrets: Secrets, request: HttpRequest): unknown;
}

/** A secret's name (documentation: "Object types, identifiers, and versioning"). */
export const SECRET_NAME = /^[\da-zA-Z-]{1,127}$/;

/** @throws KeyVaultError 400 when what a request names cannot be the name of a secret */
export function checkSecretName({ segments: [, name] }: HttpRequest): void {
  if (name !== undefined && !SECRET_NAME.test(name)) {
    throw badParameter(`The request URI contains an invalid name: ${name}`);
  }
}

/**
 * The operation that a request asks for: `/secrets`, `/secrets/{name}`, `/secrets/{name}/{version}`,
 * `/secrets/{name}/versions`; in any letter case, as the identifiers that begin so are (documentation).
 */
export function matchSecretRoute({ method, segments }: HttpRequest): SecretRoute | undefined {
  const [collection, name, version, more] = segments;
  if (collection?.toLowerCase() !== "secrets" || more !== undefined) {
    return undefined;
  }
  if (name === undefined) {
    return method === "GET" ? listSecrets : undefined;
  }
  if (method === "GET") {
    return version?.toLowerCase() === "versions" ? listVersions(name) : getSecret(name, version);
  }
  if (method === "PUT" && version === undefined) {
    return setSecret(name);
  }
  return method === "PATCH" ? updateSecret(name, version) : undefined;
}

type Run = SecretRoute["run"];

const route = (operation: string, action: string, run: Run): SecretRoute => ({ operation, action, run });

const listSecrets = route("listSecrets", "readMetadata", (secrets, request) => {
  const vault = vaultOf(request);
  const items = secrets.newest().map((each) => baseItem(vault, each));
  return listPage(items, vault, request);
});

const getSecret = (name: string, version: string | undefined) =>
  route("getSecret", "getSecret", (secrets, request) => secretBundle(vaultOf(request), secrets.get(name, version)));

const listVersions = (name: string) =>
  route("listSecretVersions", "readMetadata", (secrets, request) => {
    const vault = vaultOf(request);
    const items = secrets.versions(name).map((each) => secretItem(vault, each));
    return listPage(items, vault, request);
  });

const setSecret = (name: string) =>
  route("setSecret", "setSecret", async (secrets, request) => {
    const { value, ...changes } = parse(setParameters, request.body);
    return secretBundle(vaultOf(request), await secrets.set(name, value, changes));
  });

const updateSecret = (name: string, version: string | undefined) =>
  route("updateSecret", "setSecret", async (secrets, request) => {
    const changes = parse(updateParameters, request.body);
    return secretItem(vaultOf(request), await secrets.update(name, version, changes));
  });

function vaultOf(request: HttpRequest): string {
  return `https://${request.headers["host"] ?? "localhost"}`;
}

const changes = {
  contentType: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  attributes: z.object({ enabled: z.boolean(), nbf: z.int(), exp: z.int() }).partial().optional(),
};
/** The body of a PATCH, and of a PUT. */
const updateParameters = z.object(changes);
const setParameters = z.object({ value: z.string(), ...changes });

/** @throws KeyVaultError 400 */
function parse<T>(schema: z.ZodType<T>, body: Buffer): T {
  const value = jsonIn(body.toString());
  if (value === undefined) {
    throw badParameter("The request body is not JSON.");
  }
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  throw badParameter(z.prettifyError(result.error));
}
