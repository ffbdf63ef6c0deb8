import { wellKnown } from "../../../tools/emulator/index";
import { PREVIEW2, type Version } from "./calls";
import type { TestEmulator } from "./TestEmulator";
import { field } from "./values";

/** One thing done to an emulator. `which` chooses among the identities that there are. */
export interface Step {
  readonly kind: "create" | "createWithToken" | "issue" | "revoke" | "delete";
  readonly which: number;
  readonly version: Version;
}

interface Identity {
  readonly id: string;
  life: "living" | "being deleted" | "deleted";
  readonly tokens: Token[];
}

interface Token {
  readonly token: string;
  /** "either": it was being issued while it was being ended. */
  state: "valid" | "ended" | "either";
}

/** Does steps to an emulator, and knows what must hold afterwards: the least that a user would count on. */
export class Rehearsal {
  readonly identities: Identity[] = [];

  /** Steps that are under way at once. */
  async wave(running: TestEmulator, steps: readonly Step[]): Promise<void> {
    const known = [...this.identities];
    const chosen = steps.map((step) => ({ step, identity: known[step.which % known.length] }));
    const earlier = new Set(known.flatMap(({ tokens }) => tokens));
    for (const { step, identity } of chosen) {
      if (identity && step.kind === "delete") {
        identity.life = endOf(identity);
      }
    }
    await Promise.all(chosen.map(({ step, identity }) => this.#do(running, step, identity)));
    for (const { step, identity } of chosen) {
      if (identity) {
        settle(step, identity, earlier);
      }
    }
  }

  /** What is not as it must be; nothing when all is well. */
  faults(running: TestEmulator): string[] {
    const { control } = running.emulator;
    const ids = this.identities.map(({ id }) => id);
    const form = new RegExp(`^8:acs:${wellKnown.resourceId}_[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$`);
    const tokens = this.identities.flatMap((identity) => identity.tokens);
    const wrong = tokens.filter(({ token, state }) => {
      return state !== "either" && control.validateToken(token).valid !== (state === "valid");
    });
    const known = control.state().identities.map(({ id, deleted }) => `${id} ${String(deleted)}`);
    const expected = this.identities.map(({ id, life }) => `${id} ${String(life === "deleted")}`);
    return [
      ...ids.filter((id) => !form.test(id)).map((id) => `malformed: ${id}`),
      ...(new Set(ids).size === ids.length ? [] : ["two identities with one id"]),
      ...(new Set(tokens.map(({ token }) => token)).size === tokens.length ? [] : ["the same token twice"]),
      ...wrong.map(({ state }) => `a token that must be ${state} is not`),
      ...(known.sort().join() === expected.sort().join() ? [] : ["other identities than were created"]),
    ];
  }

  async #do(running: TestEmulator, step: Step, identity: Identity | undefined): Promise<void> {
    if (step.kind === "create" || step.kind === "createWithToken") {
      return this.#create(running, step);
    }
    if (!identity) {
      return;
    }
    const body = step.kind === "issue" ? { scopes: ["chat"] } : undefined;
    const reply = await running.call(step.kind, step.version, identity.id, body);
    if (!allowedStatuses(step, identity).includes(reply.status)) {
      throw new Error(`${step.kind}: ${reply.status}`);
    }
    if (reply.status === 200) {
      identity.tokens.push({ token: field(reply.json(), "token"), state: "valid" });
    }
  }

  async #create(running: TestEmulator, { kind, version }: Step): Promise<void> {
    const withToken = kind === "createWithToken" && version !== PREVIEW2;
    const body = withToken ? { createTokenWithScopes: ["chat"] } : undefined;
    const reply = (await running.call("create", version, "", body)).json();
    const id = version === PREVIEW2 ? field(reply, "id") : field(reply, "identity", "id");
    const tokens: Token[] = withToken ? [{ token: field(reply, "accessToken", "token"), state: "valid" }] : [];
    this.identities.push({ id, life: "living", tokens });
  }
}

function endOf({ life }: Identity): Identity["life"] {
  return life === "deleted" ? "deleted" : "being deleted";
}

function allowedStatuses({ kind }: Step, { life }: Identity): number[] {
  if (kind === "delete") {
    return [204];
  }
  const success = kind === "issue" ? 200 : 204;
  return { living: [success], "being deleted": [success, 401], deleted: [401] }[life];
}

/** Once all steps of a wave are done. `earlier`: the tokens from before it. */
function settle({ kind }: Step, identity: Identity, earlier: ReadonlySet<Token>): void {
  if (kind === "delete") {
    identity.life = "deleted";
  }
  for (const token of identity.tokens) {
    if (identity.life === "deleted" || (kind === "revoke" && earlier.has(token))) {
      token.state = "ended";
    } else if (kind === "revoke" && token.state === "valid") {
      token.state = "either";
    }
  }
}
