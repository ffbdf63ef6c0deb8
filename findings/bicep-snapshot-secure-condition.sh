#!/usr/bin/env bash
# Bicep 0.49.2: `bicep snapshot` predicts a resource that is not deployed, where its condition asks for a @secure() parameter.
#
# Guess before the run: the value stands in the parameter file, so both conditions are false, and neither resource is listed.
# Seen: the resource whose condition asks for the plain parameter is left out. The one that asks for the secure parameter is
# among `predictedResources`, with its condition as text: secure parameters are never evaluated, whatever their value. Who
# counts the resources of a snapshot counts those, too. Needs the .NET SDK, which brings the compiler from NuGet.
set -euo pipefail
cd "$(mktemp -d)"
cat > bring.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
  </PropertyGroup>
  <ItemGroup><PackageDownload Include="Azure.Bicep.CommandLine.linux-x64" Version="[0.49.2]" /></ItemGroup>
</Project>
XML
dotnet restore --packages packages --verbosity quiet
bicep=packages/azure.bicep.commandline.linux-x64/0.49.2/tools/bicep
chmod +x "$bicep"
cat > main.bicep <<'BICEP'
param plain string
@secure()
param secret string

resource ifPlain 'Microsoft.Storage/storageAccounts@2023-05-01' = if (!empty(plain)) {
  name: 'ifplain'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}

resource ifSecret 'Microsoft.Storage/storageAccounts@2023-05-01' = if (!empty(secret)) {
  name: 'ifsecret'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
BICEP
cat > main.bicepparam <<'BICEP'
using './main.bicep'
param plain = ''
param secret = ''
BICEP
"$bicep" snapshot main.bicepparam --mode overwrite
cat > check.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";

const { predictedResources } = JSON.parse(readFileSync("main.snapshot.json", "utf8"));
const seen = predictedResources.map(({ name, condition }) => ({ name, condition }));
console.log(seen);
deepStrictEqual(seen, [{ name: "ifsecret", condition: "[not(empty(parameters('secret')))]" }]);
JS
node check.mjs
