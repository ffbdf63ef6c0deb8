#!/usr/bin/env bash
# @azure/identity 4.13.1: DefaultAzureCredential starts every tool of the developer anew for each token.
#
# Guess before the run: once a credential of the chain has given a token, it alone is asked from then on, as in the libraries
# for Python and Go; and a line that the Azure CLI prints beside its token, to the standard error, is no failure.
# Seen: each getToken goes through the chain from its beginning: where only the developer CLI (azd) is signed in, the Azure CLI
# is started for each token before it, and refuses. What a tool prints to the standard error counts before its exit code
# and its token: a warning that names `az login` makes "Please run 'az login'" of a token, so the chain goes on to another
# account.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/identity@4.13.1
mkdir bin
cat > bin/az <<SH
#!/bin/sh
echo az >>"$PWD/started"
cat "$PWD/warning" >&2
[ -s "$PWD/token" ] && cat "$PWD/token"
SH
cat > bin/azd <<SH
#!/bin/sh
echo azd >>"$PWD/started"
echo '{"token":"of azd","expiresOn":"2099-01-01T00:00:00Z"}'
SH
# For what else the chain looks for.
printf '#!/bin/sh\nexit 1\n' | tee bin/pwsh > bin/powershell
chmod +x bin/*
cat > run.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { DefaultAzureCredential } from "@azure/identity";

async function tell(title, { token, warning }) {
  writeFileSync("token", token);
  writeFileSync("warning", warning);
  writeFileSync("started", "");
  const credential = new DefaultAzureCredential();
  const given = [];
  for (let calls = 0; calls < 2; calls++) {
    given.push((await credential.getToken("https://vault.azure.net/.default")).token);
  }
  const started = readFileSync("started", "utf8").trim().split("\n");
  console.log(`${title}: ${given.join(", ")}; started ${started.join(", ")}`);
}

const token = '{"accessToken":"of az","expires_on":4070908800}';
await tell("not signed in to az", { token: "", warning: "ERROR: Please run 'az login' to setup account.\n" });
await tell("signed in", { token, warning: "WARNING: You have 2 updates available.\n" });
await tell("signed in, with another warning", { token, warning: "WARNING: Your session ends soon, run az login.\n" });
JS
seen=$(AZURE_TOKEN_CREDENTIALS=dev PATH="$PWD/bin:$PATH" node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
not signed in to az: of azd, of azd; started az, azd, az, azd
signed in: of az, of az; started az, az
signed in, with another warning: of azd, of azd; started az, azd, az, azd
SEEN
