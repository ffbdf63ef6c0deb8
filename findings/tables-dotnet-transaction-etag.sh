#!/usr/bin/env bash
# Azure.Data.Tables 12.13.0 for .NET: in a transaction "update" also means to insert, and the row's own ETag counts for nothing.
#
# Guess before the run: an action UpdateMerge or UpdateReplace goes with If-Match, with the ETag of the entity that was read, or
# at least with `*`, as a call of UpdateEntity has to say.
# Seen: it goes without If-Match, unless the action's constructor is given an ETag of its own; the one in the entity is not
# looked at. To the service an update without If-Match is "insert or merge" and "insert or replace": a row that another one
# has deleted comes back, and what another one has written is overwritten. A Delete goes with `*`.
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
  <ItemGroup><PackageReference Include="Azure.Data.Tables" Version="12.13.0" /></ItemGroup>
</Project>
XML
cat > run.cs <<'CS'
using System.Text.RegularExpressions;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

var recorder = new Recorder();
var options = new TableClientOptions { Transport = new HttpClientTransport(recorder) };
options.Retry.MaxRetries = 0;
var credential = new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32]));
var table = new TableClient(new Uri("https://account.table.core.windows.net"), "things", credential, options);

TableEntity Row(string key) => new("p", key) { ETag = new ETag("W/\"read\"") };
TableTransactionAction[] actions =
[
    new(TableTransactionActionType.UpdateMerge, Row("1")),
    new(TableTransactionActionType.UpdateReplace, Row("2")),
    new(TableTransactionActionType.UpdateReplace, Row("3"), Row("3").ETag),
    new(TableTransactionActionType.UpsertReplace, Row("4")),
    new(TableTransactionActionType.Delete, Row("5")),
];
try
{
    table.SubmitTransaction(actions);
}
catch (RequestFailedException)
{
    // The recorder gives no answer to a transaction.
}
var parts = recorder.Body.Split("--changeset_").Where(part => part.Contains("HTTP/1.1")).ToList();
foreach (var (action, part) in actions.Zip(parts))
{
    var method = Regex.Match(part, "(\\w+) https").Groups[1].Value;
    var ifMatch = Regex.Match(part, "If-Match: (\\S+)").Groups[1].Value;
    Console.WriteLine($"{action.ActionType} {action.Entity.RowKey}: {method}, If-Match {(ifMatch == "" ? "none" : ifMatch)}");
}

class Recorder : HttpMessageHandler
{
    public string Body = "";

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken token) =>
        SendAsync(request, token).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        Body = await request.Content!.ReadAsStringAsync(token);
        return new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest);
    }
}
CS
dotnet build --verbosity quiet >/dev/null
seen=$(dotnet run --no-build)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
UpdateMerge 1: PATCH, If-Match none
UpdateReplace 2: PUT, If-Match none
UpdateReplace 3: PUT, If-Match W/"read"
UpsertReplace 4: PUT, If-Match none
Delete 5: DELETE, If-Match *
SEEN
