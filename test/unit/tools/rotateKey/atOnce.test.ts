import { setImmediate as nextTurn } from "node:timers/promises";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { type KeyName, rotateKey } from "../../../../tools/rotateKey/rotateKey";

const DAYS_2_MS = 172_800_000;
const stringWith = (key: string) => `endpoint=https://name.communication.azure.com/;accesskey=${key}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A clock on which a wait takes no time. */
class NoWait extends ManualClock {
  override sleep(): Promise<void> {
    return Promise.resolve();
  }
}

/** A resource and its secret, which two runs rotate at once; each call waits until it is its run's turn. */
class World {
  readonly keys = { primary: base64("primary"), secondary: base64("secondary") };
  readonly secrets = [{ value: stringWith(this.keys.primary), version: "1", createdAt: 0 }];
  readonly waiting = new Map<number, () => void>();
  #made = 0;

  async run(name: number): Promise<string> {
    const turn = () => new Promise<void>((go) => this.waiting.set(name, go));
    const calls = { newest: 0, list: 0, opens: 0 };
    const clock = new NoWait(DAYS_2_MS);
    return await rotateKey({
      keys: {
        list: async () => {
          await (calls.list++ > 0 && turn());
          return { ...this.keys };
        },
        regenerate: async (key: KeyName) => {
          await turn();
          this.#made += 1;
          this.keys[key] = base64(`${key} ${this.#made}`);
          return { connectionString: stringWith(this.keys[key]) };
        },
      },
      secret: {
        // Both have looked for the first time: who looks after the other one has written finds that it is too soon.
        newest: async () => {
          await (calls.newest++ > 0 && turn());
          return this.newest();
        },
        write: async (value) => {
          await turn();
          const version = String(this.secrets.length + 1);
          this.secrets.push({ value, version, createdAt: clock.now() });
          return version;
        },
      },
      opens: async (connectionString) => {
        await (calls.opens++ === 0 && turn());
        return this.isAlive(connectionString);
      },
      clock,
      maxAgeSeconds: 300,
    }).then(
      ({ version }) => `rotated, version ${version}`,
      (error: unknown) => String(error),
    );
  }

  newest() {
    return this.secrets.at(-1) ?? { value: "", version: "", createdAt: 0 };
  }

  isAlive(connectionString: string): boolean {
    return Object.values(this.keys).some((key) => connectionString === stringWith(key));
  }
}

/** Lets two runs call in turns, `order` saying whose it is wherever both could go on. The turns that there were. */
async function inOrder(world: World, order: readonly number[]) {
  const ended = Promise.all([world.run(0), world.run(1)]);
  const turns: number[] = [];
  await nextTurn();
  while (world.waiting.size > 0) {
    const [only = 0, other] = world.waiting.keys();
    const next = other === undefined ? only : (order[turns.length] ?? 0);
    if (other !== undefined) {
      turns.push(next);
    }
    const go = world.waiting.get(next);
    world.waiting.delete(next);
    go?.();
    await nextTurn();
  }
  return { turns, ended: await ended };
}

test("Of two rotations at once, in whatever order their calls come, none leaves a dead key in the secret", async () => {
  const endings = new Set<string>();
  let order: number[] | undefined = [];
  while (order) {
    const world = new World();
    const { turns, ended } = await inOrder(world, order);
    expect([turns, ended, world.isAlive(world.newest().value)]).toEqual([turns, ended, true]);
    ended.forEach((each) => endings.add(each.replace(/version \d/, "").slice(0, 30)));
    const last = turns.lastIndexOf(0);
    order = last === -1 ? undefined : [...turns.slice(0, last), 1];
  }

  expect([...endings].sort()).toEqual([
    "RotationError: ACS does not ac",
    "RotationError: Another run has",
    "rotated, ",
  ]);
});
