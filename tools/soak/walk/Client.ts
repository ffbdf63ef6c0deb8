import type { Random } from "../../kit/seededRandom";
import { BAD_CALLS } from "./calls";
import { type KnownIdentity, KnownUser } from "./known";
import { create, issue, issueMine, remove, removeMine, revoke, revokeMine } from "./steps";
import type { Grant, World } from "./World";

/** The most identities that one client has at a time. */
const MOST_IDENTITIES = 6;
/** Of those it had, so many of the latest are asked for now and then. */
const FORMER_IDENTITIES = 3;

/** What users may have, too. */
const SCOPES = [["chat"], ["voip"], ["chat", "voip"]];
const LIFETIMES = [{}, { minutes: 60 }, { minutes: 1_000 }, { minutes: 1_440 }];

type Step =
  "create" | "issue" | "revoke" | "remove" | "askForFormer" | "askBadly" | "issueMine" | "revokeMine" | "removeMine";

/** How often each step is taken, for each of the others. */
const STEPS: readonly (readonly [Step, number])[] = [
  ["create", 6],
  ["issue", 12],
  ["revoke", 4],
  ["remove", 4],
  ["askForFormer", 2],
  ["askBadly", 3],
  ["issueMine", 6],
  ["revokeMine", 2],
  ["removeMine", 1],
];
const CHOICES = STEPS.flatMap(([step, often]) => Array<Step>(often).fill(step));

/** One caller of the API, who walks the lifecycle at random and remembers what it was told. */
export class Client {
  readonly #name: string;
  readonly #world: World;
  readonly #keepsIdentity: boolean;
  readonly user: KnownUser;
  #identities: readonly KnownIdentity[] = [];
  #former: readonly KnownIdentity[] = [];

  /**
   * `bearer`: the access token of the user who is signed in here; `keepsIdentity`: who never has the identity deleted, so
   * that it is for life.
   */
  constructor(name: string, { bearer, keepsIdentity }: { bearer: string; keepsIdentity: boolean }, world: World) {
    this.#name = name;
    this.#world = world;
    this.user = new KnownUser(bearer);
    this.#keepsIdentity = keepsIdentity;
  }

  /** All that it remembers. */
  get identities(): readonly KnownIdentity[] {
    return [...this.#identities, ...this.#former];
  }

  /** Takes one step, which makes one request or a few. */
  async step(): Promise<void> {
    await this.#take(this.#world.random.pick(CHOICES));
    const isGone = ({ fate }: KnownIdentity) => fate === "deleted";
    this.#former = [...this.#former, ...this.#identities.filter(isGone)].slice(-FORMER_IDENTITIES);
    this.#identities = this.#identities.filter((identity) => !isGone(identity));
  }

  async #take(step: Step): Promise<void> {
    const world = this.#world;
    switch (step) {
      case "create":
        await this.#create();
        return;
      case "issue":
        await this.#with(this.#identities, (identity) => issue(identity, this.#optionalGrant(), world));
        return;
      case "revoke":
        await this.#with(this.#identities, (identity) => revoke(identity, world));
        return;
      case "remove":
        await this.#with(this.#identities, (identity) => remove(identity, world));
        return;
      case "askForFormer":
        await this.#with(this.#former, (identity) => askForFormer(identity, world));
        return;
      case "askBadly":
        await world.ask(world.random.pick(BAD_CALLS));
        return;
      case "issueMine":
        await issueMine(this.user, this.#optionalGrant(), world);
        return;
      case "revokeMine":
        await revokeMine(this.user, world);
        return;
      case "removeMine":
        await (this.#keepsIdentity ? issueMine(this.user, undefined, world) : removeMine(this.user, world));
        return;
    }
  }

  async #create(): Promise<void> {
    const { random } = this.#world;
    const [oldest] = this.#identities;
    if (oldest && this.#identities.length >= MOST_IDENTITIES) {
      await remove(oldest, this.#world);
      return;
    }
    const identity = await create(this.#name, this.#optionalGrant(), this.#world);
    this.#identities = [...this.#identities, ...(identity ? [identity] : [])];
    if (identity && random.chance(0.3)) {
      await issue(identity, undefined, this.#world);
    }
  }

  /** Does it with one of them, or creates one where there is none. */
  async #with(identities: readonly KnownIdentity[], work: (identity: KnownIdentity) => Promise<void>): Promise<void> {
    await (identities.length === 0 ? this.#create() : work(this.#world.random.pick(identities)));
  }

  #optionalGrant(): Grant | undefined {
    return this.#world.random.chance(0.5) ? randomGrant(this.#world.random) : undefined;
  }
}

async function askForFormer(identity: KnownIdentity, world: World): Promise<void> {
  await world.random.pick([
    () => issue(identity, undefined, world),
    () => revoke(identity, world),
    () => remove(identity, world),
  ])();
}

function randomGrant(random: Random): Grant {
  return { scopes: random.pick(SCOPES), ...random.pick(LIFETIMES) };
}
