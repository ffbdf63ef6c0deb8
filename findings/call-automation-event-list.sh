#!/usr/bin/env bash
# @azure/communication-call-automation 1.6.0: of a list of events parseCallAutomationEvent reads the first, and drops the rest.
#
# Guess before the run: its parameter, `encodedEvents`, is one event, and a list is refused with an error.
# Seen: of a list, as which callbacks arrive, the first event comes back, and no word of the others: with a recording that
# starts as a participant joins, one of both is missed. `startDateTime` of the recording is a text, where the type says Date,
# so `getTime()` of it compiles and fails. Who takes callbacks parses each event of the list alone.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-call-automation@1.6.0
cat > run.mjs <<'JS'
import { parseCallAutomationEvent } from "@azure/communication-call-automation";

const event = (kind, data) => ({
  ...{ id: "1", source: "calling/callConnections/c", specversion: "1.0", datacontenttype: "application/json" },
  ...{ type: `Microsoft.Communication.${kind}`, time: "2026-01-01T00:00:00Z" },
  data: { callConnectionId: "c", serverCallId: "s", correlationId: "x", ...data },
});
const started = { recordingId: "r", state: "active", startDateTime: "2026-01-01T00:00:00Z" };
const identifier = { rawId: "4:+14255550123", phoneNumber: { value: "+14255550123" } };
const list = [
  event("RecordingStateChanged", started),
  event("ParticipantsUpdated", { sequenceNumber: 1, participants: [{ identifier, isMuted: false }] }),
];
const { kind, startDateTime } = parseCallAutomationEvent(JSON.stringify(list));
console.log(`a list of ${list.length}: ${kind}, started at a ${typeof startDateTime}`);
console.log(`each alone: ${list.map((one) => parseCallAutomationEvent(one).kind).join(", ")}`);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
a list of 2: RecordingStateChanged, started at a string
each alone: RecordingStateChanged, ParticipantsUpdated
SEEN
