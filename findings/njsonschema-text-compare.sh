#!/usr/bin/env bash
# NJsonSchema 11.6.2 for .NET refuses a date and time that is in `enum` word for word, and takes 1 and "1" for one value.
#
# Guess before the run: a value that is in `enum` word for word fits; a list of 1 and "1" is unique, as two types are never equal.
# Seen: a text with date and time in the schema is read as a date, and the value, which is not, then is no longer one of the
# list: no value fits. With a date alone each is a text. `uniqueItems` compares the items' text, so that a list of 1 and "1" breaks
# it. Where such an `enum` is to be checked, a `pattern` does it.
set -euo pipefail
cd "$(mktemp -d)"
export NUGET_PACKAGES="$PWD/packages" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > run.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="NJsonSchema" Version="11.6.2" /></ItemGroup>
</Project>
XML
cat > run.cs <<'CS'
using NJsonSchema;

(string Schema, string Value)[] cases =
[
    ("""{"enum":["2026-01-01T00:00:00Z"]}""", "\"2026-01-01T00:00:00Z\""),
    ("""{"type":"string","enum":["2026-01-01T00:00:00Z"]}""", "\"2026-01-01T00:00:00Z\""),
    ("""{"type":"string","enum":["2026-01-01T00:00:00"]}""", "\"2026-01-01T00:00:00\""),
    ("""{"type":"string","enum":["2026-01-01"]}""", "\"2026-01-01\""),
    ("""{"type":"string","pattern":"^2026-01-01T00:00:00Z$"}""", "\"2026-01-01T00:00:00Z\""),
    ("""{"type":"array","uniqueItems":true}""", "[1,\"1\"]"),
    ("""{"type":"array","uniqueItems":true}""", "[1,2]"),
];
foreach (var (schema, value) in cases)
{
    var errors = (await JsonSchema.FromJsonAsync(schema)).Validate(value);
    Console.WriteLine($"{schema} {value}: {(errors.Count == 0 ? "fits" : string.Join(", ", errors.Select(error => error.Kind)))}");
}
CS
dotnet build --verbosity quiet >/dev/null
seen=$(dotnet run --no-build)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
{"enum":["2026-01-01T00:00:00Z"]} "2026-01-01T00:00:00Z": NotInEnumeration
{"type":"string","enum":["2026-01-01T00:00:00Z"]} "2026-01-01T00:00:00Z": NotInEnumeration
{"type":"string","enum":["2026-01-01T00:00:00"]} "2026-01-01T00:00:00": NotInEnumeration
{"type":"string","enum":["2026-01-01"]} "2026-01-01": fits
{"type":"string","pattern":"^2026-01-01T00:00:00Z$"} "2026-01-01T00:00:00Z": fits
{"type":"array","uniqueItems":true} [1,"1"]: ItemsNotUnique
{"type":"array","uniqueItems":true} [1,2]: fits
SEEN
