#!/usr/bin/env bash
# @azure/eventgrid 5.12.0: an event whose data are a list is sent with an object instead, and one whose data are a text, not at all.
#
# Guess before the run: `data` may be of any type, as `send` says (`data: T`) and CloudEvents allow, and goes out as its JSON; a
# CloudEvent of text/plain carries a text.
# Seen: a list becomes an object of the names "0", "1", …, a date at the top becomes {}, and what has a `toJSON` of its own goes
# without it; each sending succeeds, and whoever takes the event finds no list. A text, a number or a boolean is refused before it
# is sent, a text of text/plain, too. Within an object all of them are fine, so that is where to put them. A topic of a custom
# schema takes each as its JSON.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/eventgrid@5.12.0 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { AzureKeyCredential, EventGridPublisherClient } from "@azure/eventgrid";

let body;
const httpClient = {
  sendRequest: async (request) => {
    ({ body } = request);
    return { request, status: 200, headers: createHttpHeaders(), bodyAsText: "" };
  },
};
const publish = (schema) => new EventGridPublisherClient("https://topic.example/api/events", schema, new AzureKeyCredential("k"), { httpClient });
const clients = { CloudEvent: publish("CloudEvent"), EventGrid: publish("EventGrid"), Custom: publish("Custom") };
const event = {
  CloudEvent: (data, datacontenttype) => ({ type: "t", source: "/s", data, datacontenttype }),
  EventGrid: (data) => ({ eventType: "t", subject: "s", dataVersion: "1", data }),
  Custom: (data) => ({ data }),
};
class Amount {
  cents = 150;
  toJSON() {
    return { euros: 1.5 };
  }
}
const date = new Date(0);
for (const schema of Object.keys(clients)) {
  for (const data of [["a", "b"], date, new Amount(), { list: ["a", "b"], date, amount: new Amount(), text: "hello" }, "hello", 5, false]) {
    const sent = await clients[schema].send([event[schema](data)]).then(
      () => JSON.stringify(JSON.parse(body)[0].data),
      ({ message }) => message,
    );
    console.log(`${schema} ${JSON.stringify(data)}: ${sent}`);
  }
}
console.log(`text/plain: ${await clients.CloudEvent.send([event.CloudEvent("hello", "text/plain")]).catch(({ message }) => message)}`);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
CloudEvent ["a","b"]: {"0":"a","1":"b"}
CloudEvent "1970-01-01T00:00:00.000Z": {}
CloudEvent {"euros":1.5}: {"cents":150}
CloudEvent {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}: {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}
CloudEvent "hello": Error "events.data must be of type object." occurred in serializing the payload - "events".
CloudEvent 5: Error "events.data must be of type object." occurred in serializing the payload - "events".
CloudEvent false: Error "events.data must be of type object." occurred in serializing the payload - "events".
EventGrid ["a","b"]: {"0":"a","1":"b"}
EventGrid "1970-01-01T00:00:00.000Z": {}
EventGrid {"euros":1.5}: {"cents":150}
EventGrid {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}: {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}
EventGrid "hello": Error "events.data must be of type object." occurred in serializing the payload - "events".
EventGrid 5: Error "events.data must be of type object." occurred in serializing the payload - "events".
EventGrid false: Error "events.data must be of type object." occurred in serializing the payload - "events".
Custom ["a","b"]: ["a","b"]
Custom "1970-01-01T00:00:00.000Z": "1970-01-01T00:00:00.000Z"
Custom {"euros":1.5}: {"euros":1.5}
Custom {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}: {"list":["a","b"],"date":"1970-01-01T00:00:00.000Z","amount":{"euros":1.5},"text":"hello"}
Custom "hello": "hello"
Custom 5: 5
Custom false: false
text/plain: Error "events.data must be of type object." occurred in serializing the payload - "events".
SEEN
