import { ConnectionStringError, parseConnectionString } from "../../../../shared/connection/parseConnectionString";
import { errorFrom } from "../../../support/errorFrom";

const ENDPOINT = "https://contoso.communication.azure.com";
const KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";

it.each([
  ["as the portal gives it", `endpoint=${ENDPOINT}/;accesskey=${KEY}`],
  ["without the slash", `endpoint=${ENDPOINT};accesskey=${KEY}`],
  ["with a closing semicolon", `endpoint=${ENDPOINT}/;accesskey=${KEY};`],
  ["the other way round", `accesskey=${KEY};endpoint=${ENDPOINT}/`],
  ["in any letter case", `Endpoint=${ENDPOINT}/;AccessKey=${KEY}`],
  ["with space around", `\n endpoint = ${ENDPOINT}/ ; accesskey = ${KEY} \r\n`],
  ["with parts that are not ours", `endpoint=${ENDPOINT}/;region=europe;accesskey=${KEY}`],
])("a connection string is taken %s", (_, text) => {
  expect(parseConnectionString(text)).toEqual({ endpoint: ENDPOINT, accessKey: KEY });
});

it.each(["QUJD", "QUI=", "QQ==", "+/+/"])("the key %s is kept with its padding", (key) => {
  expect(parseConnectionString(`endpoint=${ENDPOINT};accesskey=${key}`).accessKey).toBe(key);
});

test("the endpoint may have a port", () => {
  expect(parseConnectionString(`endpoint=https://localhost:8443/;accesskey=${KEY}`).endpoint).toBe(
    "https://localhost:8443",
  );
});

const NO_ENDPOINT = "it has no endpoint";
const NO_KEY = "it has no accesskey";
const BAD_ENDPOINT = "its endpoint is not an https address of the form https://NAME.communication.azure.com/";
const BAD_KEY = "its accesskey is not base64";

it.each([
  ["", NO_ENDPOINT],
  [";;", NO_ENDPOINT],
  [KEY, NO_ENDPOINT],
  [`accesskey=${KEY}`, NO_ENDPOINT],
  [`endpoint=;accesskey=${KEY}`, NO_ENDPOINT],
  [`endpoint=${ENDPOINT}`, NO_KEY],
  [`endpoint=${ENDPOINT};accesskey=`, NO_KEY],
  [`endpoint=${ENDPOINT};accesskey`, NO_KEY],
  [`endpoint=http://contoso.communication.azure.com;accesskey=${KEY}`, BAD_ENDPOINT],
  [`endpoint=contoso.communication.azure.com;accesskey=${KEY}`, BAD_ENDPOINT],
  [`endpoint=${ENDPOINT}/identities;accesskey=${KEY}`, BAD_ENDPOINT],
  [`endpoint=${ENDPOINT}/?x=1;accesskey=${KEY}`, BAD_ENDPOINT],
  [`endpoint=https://user:password@contoso.communication.azure.com;accesskey=${KEY}`, BAD_ENDPOINT],
  [`endpoint=${ENDPOINT};accesskey=s3cret!`, BAD_KEY],
  [`endpoint=${ENDPOINT};accesskey=QUJDR`, BAD_KEY],
  [`endpoint=${ENDPOINT};accesskey=Q===`, BAD_KEY],
  [`endpoint=${ENDPOINT};accesskey=====`, BAD_KEY],
  [`endpoint=${ENDPOINT};accesskey=QUJD QUJD`, BAD_KEY],
  [`endpoint=${ENDPOINT};accesskey=QU-_`, BAD_KEY],
])("%j is refused as malformed: %s", async (text, message) => {
  const error = await errorFrom(ConnectionStringError, () => parseConnectionString(text));
  expect(error.message).toBe(message);
});
