import { rmSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { withApi } from "../support/ApiUnderTest";
import { runTool } from "./runTool";

const DOCUMENT = join(projectRoot(), "openapi.json");
const FOREIGN_ID = "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000";

/** Makes the types of the client from the document, and compiles what uses them under the project's strict options. */
async function buildClient(): Promise<void> {
  rmSync(join(projectRoot(), "test/openapi-tools/dist"), { recursive: true, force: true });
  const generated = await runTool("node_modules/openapi-typescript/bin/cli.js", [DOCUMENT, "--output", "dist/api.ts"]);
  expect([generated.exitCode, generated.stderr]).toEqual([0, ""]);
  const compiled = await runTool("../../node_modules/typescript/bin/tsc", ["--project", "tsconfig.json"]);
  expect([compiled.exitCode, compiled.stdout]).toEqual([0, ""]);
}

test("a client of openapi-typescript and openapi-fetch walks the lifecycle, and tells the host's 401 from ours", async () => {
  await buildClient();
  const provider = await IdentityProvider.start();
  try {
    await withApi({ auth: true, environment: provider.environment() }, async (api) => {
      const { exitCode, stdout, stderr } = await runTool("dist/js/client/walk.js", [], {
        API_URL: `${api.url}/api`,
        FUNCTION_KEY: api.keys.host,
        FOREIGN_ID,
      });

      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(JSON.parse(stdout)).toEqual({
        created: { status: 201, fields: ["user"] },
        createdWithToken: { status: 201, fields: ["user", "token", "expiresOn", "refreshOn", "scopes"] },
        issued: { status: 200, fields: ["user", "token", "expiresOn", "refreshOn", "scopes"] },
        revoked: { status: 204, fields: [] },
        deleted: { status: 204, fields: [] },
        invalid: { status: 400, code: "InvalidRequest", targets: ["scopes"] },
        unknown: { status: 404, code: "IdentityNotFound", targets: [] },
        withoutKey: { status: 401, by: "host" },
        withoutUser: { status: 401, code: "MissingCredential", targets: [] },
        withBadUserToken: { status: 401, code: "InvalidCredential", targets: [] },
        description: { status: 200, fields: ["openapi", "info", "servers", "tags", "paths", "components"] },
        health: { status: 200, fields: ["status", "checks"] },
        probe: { status: 200, fields: [] },
        probeWithoutKey: { status: 401, by: "host" },
      });
    });
  } finally {
    await provider.stop();
  }
}, 120_000);
