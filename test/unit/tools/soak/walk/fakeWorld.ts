import type { TokenVerdict } from "../../../../../tools/emulator/index";
import { seededRandom } from "../../../../../tools/kit/seededRandom";
import { Violations } from "../../../../../tools/soak/Violations";
import type { Call } from "../../../../../tools/soak/walk/calls";
import type { Answer, World } from "../../../../../tools/soak/walk/World";

interface FakeWorld extends World {
  violations: Violations;
  /** What was asked, in order. */
  asked: Call[];
  /** What ACS says of every token; `revoked` and so on, or `valid`. */
  verdict: "valid" | Extract<TokenVerdict, { valid: false }>["reason"];
}

/** A world in which the API answers with these, one after the other, and with 204 from then on. */
export function fakeWorld(...answers: readonly Partial<Answer>[]): FakeWorld {
  const left = [...answers];
  const asked: Call[] = [];
  const world: FakeWorld = {
    asked,
    verdict: "valid",
    ask: (call) => {
      asked.push(call);
      const usual = { outcome: "204", isSuccess: true, body: undefined, excused: false };
      return Promise.resolve({ ...usual, ...left.shift() });
    },
    verdictOn: () => {
      const { verdict } = world;
      return Promise.resolve(verdict === "valid" ? { valid: true } : { valid: false, reason: verdict });
    },
    owners: new Map(),
    deleted: new Set(),
    violations: new Violations(),
    random: seededRandom(1),
  };
  return world;
}

export const NOT_FOUND: Partial<Answer> = { outcome: "404 IdentityNotFound", isSuccess: false };
export const TROUBLE: Partial<Answer> = { outcome: "503 UpstreamUnavailable", isSuccess: false, excused: true };

const NOW = 1_800_000_000;

/** A token as the emulator makes it, unsigned. */
export function tokenFor(id: string, { scopes = "chat,voip", minutes = 1_440 } = {}): string {
  const claims = { skypeid: id.slice(2), acsScope: scopes, iat: NOW, exp: NOW + minutes * 60 };
  return ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

/** A success with a token for an identity, of a day unless said otherwise. */
export function granted(id: string, token = tokenFor(id), minutes = 1_440): Partial<Answer> {
  const expiresOn = new Date((NOW + minutes * 60) * 1_000).toISOString();
  return { outcome: "200", body: { user: { communicationUserId: id }, token, expiresOn } };
}

/** A success with an identity alone. */
export function created(id: string): Partial<Answer> {
  return { outcome: "201", body: { user: { communicationUserId: id } } };
}
