#!/usr/bin/env bash
# Microsoft.OpenApi 3.11.0 for .NET: an OpenAPI 3.1 document that is read and written again, as 3.1, asks for something else.
#
# Guess before the run: each schema comes out with the same meaning; what the library has no property for stays as it was.
# Seen, with no error and no warning: a `const` that is a number or a boolean becomes a text (true becomes "True"), so that no
# valid answer fits any more. `maximum` is gone where `exclusiveMaximum` stands beside it, though both count in 3.1. Keywords
# that the library does not know, among them `prefixItems` and `unevaluatedItems: false` of JSON Schema itself, are written into
# a member `unrecognizedKeywords`, where no validator looks. Written as 3.0 `dependentRequired` is lost, while others of its
# kind, such as `propertyNames`, are kept as `x-jsonschema-…`.
set -euo pipefail
cd "$(mktemp -d)"
export NUGET_PACKAGES="$PWD/packages" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > run.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.OpenApi" Version="3.11.0" /></ItemGroup>
</Project>
XML
cat > run.cs <<'CS'
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

(string Schema, OpenApiSpecVersion As)[] cases =
[
    ("""{"type":"integer","const":5}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"boolean","const":true}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"string","const":"5"}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"integer","maximum":5,"exclusiveMaximum":7}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"array","prefixItems":[{"type":"string"}]}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"array","unevaluatedItems":false}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"object","dependentRequired":{"a":["b"]}}""", OpenApiSpecVersion.OpenApi3_1),
    ("""{"type":"object","dependentRequired":{"a":["b"]}}""", OpenApiSpecVersion.OpenApi3_0),
    ("""{"type":"object","propertyNames":{"minLength":2}}""", OpenApiSpecVersion.OpenApi3_0),
];
foreach (var (schema, version) in cases)
{
    var text = """{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{"S":""" + schema + "}}}";
    var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
    var written = JsonNode.Parse(await document!.SerializeAsJsonAsync(version))!["components"]!["schemas"]!["S"]!;
    var told = diagnostic!.Errors.Count + diagnostic.Warnings.Count;
    var same = JsonNode.DeepEquals(written, JsonNode.Parse(schema));
    Console.WriteLine($"{schema} {version}: {(same ? "same" : written.ToJsonString())}, {told} told");
}
CS
dotnet build --verbosity quiet >/dev/null
seen=$(dotnet run --no-build)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
{"type":"integer","const":5} OpenApi3_1: {"const":"5","type":"integer"}, 0 told
{"type":"boolean","const":true} OpenApi3_1: {"const":"True","type":"boolean"}, 0 told
{"type":"string","const":"5"} OpenApi3_1: same, 0 told
{"type":"integer","maximum":5,"exclusiveMaximum":7} OpenApi3_1: {"exclusiveMaximum":7,"type":"integer"}, 0 told
{"type":"array","prefixItems":[{"type":"string"}]} OpenApi3_1: {"type":"array","unrecognizedKeywords":{"prefixItems":[{"type":"string"}]}}, 0 told
{"type":"array","unevaluatedItems":false} OpenApi3_1: {"type":"array","unrecognizedKeywords":{"unevaluatedItems":false}}, 0 told
{"type":"object","dependentRequired":{"a":["b"]}} OpenApi3_1: same, 0 told
{"type":"object","dependentRequired":{"a":["b"]}} OpenApi3_0: {"type":"object"}, 0 told
{"type":"object","propertyNames":{"minLength":2}} OpenApi3_0: {"type":"object","x-jsonschema-propertyNames":{"minLength":2}}, 0 told
SEEN
