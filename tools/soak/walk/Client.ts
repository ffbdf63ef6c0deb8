import type { Random } from "../../kit/seededRandom";
import { BAD_CALLS, type Grant } from "./calls";
import { checkSurvival, create, issue, issueMine, remove, removeMine, revoke, revokeMine } from "./steps";
import type { KnownIdentity, KnownUser, World } from "./World";

/** The most identities that one client has at a time. */
const MOST_IDENTITIES = 6;
/** Of those it had, so many of the latest are asked for now and then. */
const FORMER_IDENTITIES = 3;

/** What users may have, too. */
const SCOPES = [["chat"], ["voip"], ["chat", "voip"]];
const LIFETIMES = [{}, { minutes: 60 }, { minutes: 1_000 }, { minutes: 1_440 }];

type Step = () => Promise<unknown>;

/** One caller of the API, who walks the lifecycle at random and remembers what it was told. */
export class Client {
  readonly #name: string;
  readonly #world: World;
  readonly #steps: readonly Step[];
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
    this.user = { bearer };
    const { user } = this;
    /** How often each is taken, for each of the others. */
    const steps: readonly (readonly [often: number, step: Step])[] = [
      [6, () => this.#create()],
      [12, () => this.#with(this.#identities, (identity) => issue(identity, this.#optionalGrant(), world))],
      [4, () => this.#with(this.#identities, (identity) => revoke(identity, world))],
      [4, () => this.#with(this.#identities, (identity) => remove(identity, world))],
      [2, () => this.#with(this.#former, (identity) => askForFormer(identity, world))],
      [3, () => world.ask(world.random.pick(BAD_CALLS))],
      [6, () => issueMine(user, this.#optionalGrant(), world)],
      [2, () => revokeMine(user, world)],
      [1, () => (keepsIdentity ? issueMine(user, undefined, world) : removeMine(user, world))],
    ];
    this.#steps = steps.flatMap(([often, step]) => Array<Step>(often).fill(step));
  }

  /** All that it remembers. */
  get identities(): readonly KnownIdentity[] {
    return [...this.#identities, ...this.#former];
  }

  /** Takes one step, which makes one request or a few. */
  async step(): Promise<void> {
    await this.#world.random.pick(this.#steps)();
    const isGone = ({ fate }: KnownIdentity) => fate === "deleted";
    this.#former = [...this.#former, ...this.#identities.filter(isGone)].slice(-FORMER_IDENTITIES);
    this.#identities = this.#identities.filter((identity) => !isGone(identity));
  }

  /** After a kill of the API, when it is there again. */
  async checkSurvival(world = this.#world): Promise<void> {
    await checkSurvival(this.identities, this.user, world);
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

/** The living identities that none of the clients, and none of their users, knows of. */
export function orphansIn(
  living: readonly string[],
  clients: readonly Pick<Client, "identities" | "user">[],
): string[] {
  const known = new Set(
    clients.flatMap(({ identities, user }) => [...identities.map(({ id }) => id), user.identity?.id ?? ""]),
  );
  return living.filter((id) => !known.has(id));
}
