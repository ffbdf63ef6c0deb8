#!/usr/bin/env bash
# @azure/app-configuration 1.13.0: who switches a feature flag by `parseFeatureFlag` deletes its variants, allocation and telemetry.
#
# Guess before the run: a flag that is read, switched and written again is otherwise as before.
# Seen: `parseFeatureFlag` gives id, enabled, description, display name and conditions alone, and what it gave is what gets
# written: whatever else the flag's schema has is gone, and nothing tells so. Who edits the setting's text as JSON keeps all.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/app-configuration@1.13.0 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { AppConfigurationClient, featureFlagContentType, featureFlagPrefix, parseFeatureFlag } from "@azure/app-configuration";
import { createHttpHeaders } from "@azure/core-rest-pipeline";

const flag = {
  id: "beta",
  enabled: true,
  description: "Texts of the start page",
  display_name: "Beta",
  conditions: { requirement_type: "All", client_filters: [{ name: "Microsoft.Targeting", parameters: { Audience: { DefaultRolloutPercentage: 50 } } }] },
  variants: [{ name: "short", configuration_value: "Hi" }, { name: "long", configuration_value: "Good morning" }],
  allocation: { default_when_enabled: "short", user: [{ variant: "long", users: ["a"] }], seed: "1" },
  telemetry: { enabled: true, metadata: { team: "web" } },
};
let stored = { key: `${featureFlagPrefix}beta`, content_type: featureFlagContentType, value: JSON.stringify(flag), tags: {}, locked: false };
const httpClient = {
  sendRequest: async (request) => {
    if (request.method === "PUT") {
      stored = { ...stored, ...JSON.parse(request.body) };
    }
    const headers = createHttpHeaders({ "Content-Type": "application/json" });
    return { request, status: 200, headers, bodyAsText: JSON.stringify(stored) };
  },
};
const client = new AppConfigurationClient("Endpoint=https://config.example;Id=a;Secret=a2V5", { httpClient });
const tell = (how) => console.log(`${how}: ${Object.keys(JSON.parse(stored.value)).sort().join(", ")}`);
tell("before");

const text = await client.getConfigurationSetting({ key: stored.key });
await client.setConfigurationSetting({ ...text, value: JSON.stringify({ ...JSON.parse(text.value), enabled: false }) });
tell("edited as JSON");

const parsed = parseFeatureFlag(await client.getConfigurationSetting({ key: stored.key }));
parsed.value.enabled = true;
await client.setConfigurationSetting(parsed);
tell("edited by parseFeatureFlag");
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
before: allocation, conditions, description, display_name, enabled, id, telemetry, variants
edited as JSON: allocation, conditions, description, display_name, enabled, id, telemetry, variants
edited by parseFeatureFlag: conditions, description, display_name, enabled, id
SEEN
