import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { buildOpenApi } from "./buildOpenApi";

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync("package.json", "utf8")));
writeFileSync("openapi.json", `${JSON.stringify(buildOpenApi(version), null, 2)}\n`);
