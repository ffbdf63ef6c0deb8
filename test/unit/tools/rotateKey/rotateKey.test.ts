import { ManualClock } from "../../../../tools/kit/ManualClock";
import { type KeyName, rotateKey } from "../../../../tools/rotateKey/rotateKey";

const HOUR_MS = 3_600_000;
const KEYS = { primary: "cHJpbWFyeQ==", secondary: "c2Vjb25kYXJ5" };
const NEW_KEY = "bmV3a2V5";
const stringWith = (key: string) => `endpoint=https://name.communication.azure.com/;accesskey=${key}`;

interface Given {
  /** What the secret holds. */
  readonly value?: string;
  readonly ageHours?: number;
  readonly maxAgeSeconds?: number;
  /** So many times ACS does not know the new key yet. */
  readonly denials?: number;
  /** When another run writes this very key. */
  readonly another?: "before" | "after";
}

/** Rotates with stand-ins; what was done, in its order, and how it ended. */
async function rotation({
  value = stringWith(KEYS.primary),
  ageHours = 25,
  maxAgeSeconds = 300,
  denials = 0,
  another,
}: Given) {
  const clock = new ManualClock();
  const done: string[] = [];
  let denialsLeft = denials;
  const ofAnother = { value: stringWith(NEW_KEY), version: "v3", createdAt: clock.now() };
  const made: Partial<typeof KEYS> = {};
  let newest = { value, version: "v1", createdAt: clock.now() - ageHours * HOUR_MS };
  const work = rotateKey({
    keys: {
      list: () => Promise.resolve({ ...KEYS, ...made }),
      regenerate: (name: KeyName) => {
        done.push(`regenerate ${name}`);
        made[name] = NEW_KEY;
        newest = another === "before" ? ofAnother : newest;
        return Promise.resolve({ connectionString: stringWith(NEW_KEY) });
      },
    },
    secret: {
      newest: () => Promise.resolve(newest),
      write: (written) => {
        done.push(`write ${written === stringWith(NEW_KEY) ? "the new key" : written}`);
        newest = another === "after" ? ofAnother : { value: written, version: "v2", createdAt: clock.now() };
        return Promise.resolve("v2");
      },
    },
    opens: (connectionString) => {
      expect(connectionString).toBe(stringWith(NEW_KEY));
      denialsLeft -= 1;
      done.push(denialsLeft < 0 ? "opens" : "denied");
      return Promise.resolve(denialsLeft < 0);
    },
    clock,
    maxAgeSeconds,
  }).then(
    ({ inUse, before }) => `${before} to ${inUse}`,
    (error: unknown) => String(error),
  );
  return { ended: await clock.run(work), done };
}

test.each<[string, KeyName, KeyName]>([
  ["the primary key in use", "primary", "secondary"],
  ["the secondary key in use", "secondary", "primary"],
])("With %s the other one is regenerated, tried, then written", async (_, used, idle) => {
  const value = stringWith(KEYS[used]);
  expect(await rotation({ value })).toEqual({
    ended: `${used} to ${idle}`,
    done: [`regenerate ${idle}`, "opens", "write the new key"],
  });
});

test("A key that ACS does not know at once is tried again for a minute, and written only when it opens", async () => {
  const { ended, done } = await rotation({ denials: 12 });
  expect(ended).toBe("primary to secondary");
  expect(done.slice(-3)).toEqual(["denied", "opens", "write the new key"]);
});

test("A key that ACS never accepts is not written", async () => {
  const { ended, done } = await rotation({ denials: 100 });
  expect(ended).toMatch(/does not accept the new secondary key.*goes on with the primary key/);
  expect(done).toEqual(["regenerate secondary", ...Array.from({ length: 13 }, () => "denied")]);
});

test.each<["before" | "after", string[]]>([
  ["before", []],
  ["after", ["write the new key"]],
])("Says so when another run has put a key to use %s the write, and leaves that key there", async (another, writes) => {
  const { ended, done } = await rotation({ another });
  expect(ended).toMatch(/^RotationError: Another run has rotated the keys at the same time/);
  expect(done).toEqual(["regenerate secondary", "opens", ...writes]);
});

test.each<[string, Given, RegExp]>([
  ["a secret written under 25 hours ago", { ageHours: 24.99 }, /there may be valid tokens.*Nothing was changed/],
  [
    "a secret that the app may go on with for two hours, 26.4 hours after its last version",
    { ageHours: 26.49, maxAgeSeconds: 7_200 },
    /there may be valid tokens/,
  ],
  ["a secret of another resource", { value: stringWith("b3RoZXI=") }, /neither key of this ACS resource/],
  ["a secret that is no connection string", { value: "accesskey=cHJpbWFyeQ==" }, /not an ACS connection string/],
])("Refuses %s, and changes nothing", async (_, given, message) => {
  const { ended, done } = await rotation(given);
  expect(ended).toMatch(message);
  expect(done).toEqual([]);
  expect(ended).not.toContain("cHJpbWFyeQ==");
});

test("A setting of two hours is waited for after the day that a token lives, and half an hour for a clock that is wrong", async () => {
  expect((await rotation({ ageHours: 26.5, maxAgeSeconds: 7_200 })).ended).toBe("primary to secondary");
});
