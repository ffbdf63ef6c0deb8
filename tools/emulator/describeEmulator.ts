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
