#!/usr/bin/env bash
# @opentelemetry/resource-detector-azure 0.31.0: nothing that it says of a Function app tells a staging slot from production.
#
# Guess before the run: azureFunctionsDetector names the slot as azureAppServiceDetector does for a web app
# (`deployment.environment.name`), or its `cloud.resource_id` ends with /slots/staging.
# Seen: all attributes of both slots are the same, and the resource's id is production's; those of a web
# app differ, its id does not. Where WEBSITE_RESOURCE_GROUP is not set, the id of either has `undefined` as its group, though
# WEBSITE_OWNER_NAME holds the group, too. Who wants to know the slot of a trace adds WEBSITE_SLOT_NAME to its attributes.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/resource-detector-azure@0.31.0 \
  @opentelemetry/resources@2.12.0 @opentelemetry/api@1.9.1
cat > run.mjs <<'JS'
import { azureAppServiceDetector, azureFunctionsDetector } from "@opentelemetry/resource-detector-azure";
import { detectResources } from "@opentelemetry/resources";

const production = {
  WEBSITE_SITE_NAME: "app",
  WEBSITE_SLOT_NAME: "Production",
  WEBSITE_HOSTNAME: "app.azurewebsites.net",
  WEBSITE_INSTANCE_ID: "one",
  WEBSITE_OWNER_NAME: "11111111-2222-3333-4444-555555555555+group-WestEuropewebspace",
  WEBSITE_RESOURCE_GROUP: "group",
  REGION_NAME: "West Europe",
};
const staging = { ...production, WEBSITE_SLOT_NAME: "staging", WEBSITE_HOSTNAME: "app-staging.azurewebsites.net" };
const functions = { FUNCTIONS_EXTENSION_VERSION: "~4" };

async function attributesIn(environment, detector) {
  const before = process.env;
  process.env = { ...before, ...environment };
  const resource = detectResources({ detectors: [detector] });
  await resource.waitForAsyncAttributes?.();
  process.env = before;
  return resource.attributes;
}

async function differing(detector, kind) {
  const one = await attributesIn({ ...production, ...kind }, detector);
  const other = await attributesIn({ ...staging, ...kind }, detector);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}

console.log("a web app's slots differ in:", await differing(azureAppServiceDetector, {}));
console.log("a Function app's slots differ in:", await differing(azureFunctionsDetector, functions));
const ofStaging = await attributesIn({ ...staging, ...functions }, azureFunctionsDetector);
console.log("the staging slot's id:", ofStaging["cloud.resource_id"]);
const { WEBSITE_RESOURCE_GROUP, ...groupless } = staging;
const withoutGroup = await attributesIn({ ...groupless, ...functions }, azureFunctionsDetector);
console.log("without the group's variable:", withoutGroup["cloud.resource_id"]);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
a web app's slots differ in: [ 'deployment.environment.name', 'host.id' ]
a Function app's slots differ in: []
the staging slot's id: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/group/providers/Microsoft.Web/sites/app
without the group's variable: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/undefined/providers/Microsoft.Web/sites/app
SEEN
