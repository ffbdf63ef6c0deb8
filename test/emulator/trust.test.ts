import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { QUIET_DOTNET } from "../clients/support/languages";
import { drawn } from "../support/cases";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { pythonWithSdk } from "./support/pythonWithSdk";
import { rowsBelow } from "./support/readme";
import { runProgram } from "./support/runProgram";
import { TestEmulator } from "./support/TestEmulator";
import { testWith } from "./support/testWith";

const directory = temporaryDirectory();
const running = TestEmulator.forAll();

const inDirectory = (file: string) => join(directory, file);

/** What each row is tried with: it asks the emulator for its page, and ends with 0 if it could. */
const PROBES: Readonly<Record<string, readonly [program: string, command: string]>> = {
  Node: ["node", `node -e 'fetch(process.env.URL)'`],
  "Python with requests, as the SDK": [
    pythonWithSdk(),
    `${pythonWithSdk()} -c 'import os, requests; requests.get(os.environ["URL"])'`,
  ],
  "Python with ssl or urllib": [
    "python3",
    `python3 -c 'import os, urllib.request; urllib.request.urlopen(os.environ["URL"])'`,
  ],
  ".NET on Linux": ["dotnet", `dotnet run ${inDirectory("Probe.cs")}`],
  Java: ["java", `java ${inDirectory("Probe.java")}`],
  curl: ["curl", 'curl --silent --show-error "$URL"'],
};

const COMPILED = [".NET on Linux", "Java"];

beforeAll(() => {
  const java = `public class Probe {
  public static void main(String[] args) throws Exception {
    new java.net.URL(System.getenv("URL")).openStream().readAllBytes();
  }
}`;
  writeFileSync(inDirectory("Probe.java"), java);
  const csharp = `using var client = new HttpClient();
await client.GetStringAsync(Environment.GetEnvironmentVariable("URL"));`;
  writeFileSync(inDirectory("Probe.cs"), csharp);
});

const unset = "unset NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE SSL_CERT_FILE JAVA_TOOL_OPTIONS CURL_CA_BUNDLE";

/** What a shell prints that sets what the row says, and then asks the emulator. @throws Error when it cannot ask */
async function ask(row: string, probe: string): Promise<string> {
  const { caFile, endpoints } = running.emulator;
  const variables = { ...QUIET_DOTNET, ACS_CA_FILE: caFile, URL: endpoints.acs };
  return await runProgram("sh", { args: ["-ec", `${unset}\n${row}\n${probe}`], directory, variables });
}

describe("the table of how to trust the CA", () => {
  const rows = rowsBelow("Use it from your language");

  test("each row of it is tried here", () => {
    expect(rows.map(([what]) => what)).toEqual(Object.keys(PROBES));
  });

  // As of the clients: of those that are compiled one is enough. It is the other one, so that no run has both of the longest.
  const tried = drawn(rows.toReversed(), ([what = ""]) => (COMPILED.includes(what) ? "compiled" : what));

  for (const [what = "", setting = ""] of tried) {
    const [program, probe] = PROBES[what] ?? ["", ""];
    testWith(program)(`${what} reaches the emulator with what the row says, and not without`, async () => {
      await ask(setting.replace(", then ", "\n"), probe);
      await expect(ask("", probe)).rejects.toThrow(/certificate|CERT|trust|PKIX/i);
    });
  }
});
