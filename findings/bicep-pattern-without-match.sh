#!/usr/bin/env bash
# Bicep 0.49.2: `bicep lint --pattern` (build and format, too) of a pattern that matches no file ends with exit code 0.
#
# Guess before the run: a pattern has the usual signs of a glob, and one that matches nothing is an error, as a file that is
# not there is.
# Seen: `*` and `**` alone are signs. `?`, `[ab]` and `{one,other}` match nothing, and neither that nor a misspelt folder is
# told by a line or by the exit code: a CI step with such a pattern is green and has looked at nothing. Needs the .NET SDK,
# which brings the compiler from NuGet.
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
mkdir infra
echo '{"analyzers":{"core":{"rules":{"no-unused-params":{"level":"error"}}}}}' > bicepconfig.json
echo "param unused string = ''" > infra/a.bicep
tell() {
  code=0
  "$bicep" "$@" >said.txt 2>&1 || code=$?
  echo "$*: exit code $code, $(wc -l <said.txt) lines"
}
seen=$(
  tell lint infra/b.bicep
  for pattern in 'infra/*.bicep' '**/*.bicep' 'infra/?.bicep' 'infra/[ab].bicep' '{infra,other}/*.bicep' 'infa/*.bicep'; do
    tell lint --pattern "$pattern"
  done
  tell build --pattern 'infa/*.bicep'
  tell format --pattern 'infa/*.bicep'
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
lint infra/b.bicep: exit code 1, 1 lines
lint --pattern infra/*.bicep: exit code 1, 1 lines
lint --pattern **/*.bicep: exit code 1, 1 lines
lint --pattern infra/?.bicep: exit code 0, 0 lines
lint --pattern infra/[ab].bicep: exit code 0, 0 lines
lint --pattern {infra,other}/*.bicep: exit code 0, 0 lines
lint --pattern infa/*.bicep: exit code 0, 0 lines
build --pattern infa/*.bicep: exit code 0, 0 lines
format --pattern infa/*.bicep: exit code 0, 0 lines
SEEN
