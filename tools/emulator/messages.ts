import type { Emulator } from "./Emulator";

/** One line of JSON. */
export function describeForScripts(emulator: Emulator): string {
  const { endpoints, connectionString, caFile, identityHeader, testSurfaceUrl } = emulator;
  return JSON.stringify({
    endpoints,
    connectionString,
    caFile,
    identityHeader,
    jwks: jwksUrl(emulator),
    ...(testSurfaceUrl === undefined ? {} : { testSurface: testSurfaceUrl }),
  });
}

/** What to do next, for whoever started it. */
export function describeForPeople(emulator: Emulator): string {
  const { endpoints, connectionString, caFile, testSurfaceUrl } = emulator;
  const variables = Object.entries(emulator.environment()).map(([name, value]) => `  ${name}=${value}`);
  const surface = testSurfaceUrl === undefined ? [] : [`  Test surface      ${testSurfaceUrl}/state`];
  return `
The ACS emulator is ready.

  ACS               ${endpoints.acs} (open it in a browser to see what is going on)
  Key Vault         ${endpoints.keyVault}
  Managed identity  ${endpoints.managedIdentity}/msi/token
  Resource Manager  ${endpoints.resourceManager}
  Token keys        ${jwksUrl(emulator)}
${surface.map((line) => `${line}\n`).join("")}
Connection string (its key is public, and the same on every machine until it is regenerated):

  ${connectionString}

Clients have to trust ${caFile} (in Node, by NODE_EXTRA_CA_CERTS).
An app that uses Key Vault and its managed identity, as in Azure, needs these variables:

${variables.join("\n")}

Ctrl-C stops it.
`;
}

function jwksUrl({ endpoints }: Emulator): string {
  return `${endpoints.acs}/.well-known/jwks.json`;
}

/** One line for whoever started the emulator: what is in the way, and what helps. */
export function explainStartFailure(error: unknown): string {
  const { code, port, path, message } = details(error);
  if (code === "EADDRINUSE") {
    return `Port ${port} is in use by another program. Choose another one with --port.`;
  }
  if (code === "EACCES" && port) {
    return `This user may not listen on port ${port}. Choose another one with --port.`;
  }
  if (code === "EADDRNOTAVAIL") {
    return "This machine does not have the address of --host.";
  }
  if (code && path) {
    return `Cannot use ${path} (${code}).`;
  }
  return `The emulator cannot start: ${message.split("\n", 1)[0] ?? ""}`;
}

/** The members of Node's system errors, "" where there are none. */
function details(error: unknown): Record<"code" | "port" | "path" | "message", string> {
  const member = (name: string): string => {
    const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return { code: member("code"), port: member("port"), path: member("path"), message: member("message") };
}
