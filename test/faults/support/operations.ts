import { isDeepStrictEqual } from "node:util";
import type { TeamsAccess } from "../../../shared/acs/AcsClient";
import { identityOf, type Reply, tokenOf } from "../../../tools/testbed/send";
import { until } from "../../support/until";
import type { Sent, World } from "./World";

/** One call of the API that a fault is tried on, with what it is about. */
export interface Trial {
  /** The path at ACS of the requests that it leads to: a fault for this trial alone. */
  readonly acsPath: RegExp;
  call(): Promise<Reply>;
  /** What a success promises, and the world does not hold. */
  broken(reply: Reply): Promise<string[]> | string[];
}

export interface Operation {
  readonly name: string;
  /** The status of its success. */
  readonly success: number;
  /** Whether ACS makes an identity for it, which must not be done twice. */
  readonly creates: boolean;
  /** Whether it is a signed-in user's, and so needs Table Storage. */
  readonly isUsers: boolean;
  /** Whether the app calls ACS for it without an SDK. */
  readonly isWithoutSdk?: true;
  /** Makes what it is about, behind the API's back. */
  prepare(world: World): Promise<Trial> | Trial;
}

const CREATE = /^\/identities$/;
const SCOPES = { scopes: ["chat"] };

const aboutId = (id: string) => new RegExp(`^/identities/${id}(/|$)`);

let users = 0;

const newUser = () => `user-${++users}`;

function ifNot(holds: boolean, promise: string): string[] {
  return holds ? [] : [promise];
}

/** A token that is told is valid, and of an identity that is there. */
function brokenToken(world: World, reply: Reply): string[] {
  const { token, user } = tokenOf(reply);
  return [
    ...ifNot(world.isValid(token), "the token is not valid"),
    ...ifNot(world.livingIdentities().includes(user.communicationUserId), "the token's identity is not there"),
  ];
}

const stillValid = (world: World, token: string) =>
  ifNot(!world.isValid(token), "an older token is valid after the 204");

const stillThere = (world: World, id: string) =>
  ifNot(!world.livingIdentities().includes(id), "the identity is there after the 204");

/** What ACS makes anew. */
const creating = (
  name: string,
  body: object | undefined,
  broken: (world: World, reply: Reply) => string[],
): Operation => ({
  name,
  success: 201,
  creates: true,
  isUsers: false,
  prepare: (world) => ({
    acsPath: CREATE,
    call: () => world.send({ method: "POST", path: "/identities", body }),
    broken: (reply) => broken(world, reply),
  }),
});

/** About an identity that is there, with a token. */
const aboutIdentity = (
  name: string,
  { success, ...asked }: Sent & { success: number },
  broken: (world: World, identity: { id: string; token: string }, reply: Reply) => string[],
): Operation => ({
  name,
  success,
  creates: false,
  isUsers: false,
  prepare: async (world) => {
    const identity = await world.makeIdentity();
    const path = `/identities/${encodeURIComponent(identity.id)}${asked.path}`;
    return {
      acsPath: aboutId(identity.id),
      call: () => world.send({ ...asked, path }),
      broken: (reply) => broken(world, identity, reply),
    };
  },
});

interface KnownUser {
  user: string;
  id: string;
  token: string;
}

/** Of a user who has an identity with a token. `asked`: one call after the other, the last of them again and again. */
const ofUser = (
  name: string,
  success: number,
  asked: readonly Sent[],
  broken: (world: World, known: KnownUser, reply: Reply) => string[] | Promise<string[]>,
): Operation => ({
  name,
  success,
  creates: false,
  isUsers: true,
  prepare: async (world) => {
    const user = newUser();
    const identity = await world.makeUser(user);
    const [last = GET_TOKEN, ...before] = asked.toReversed();
    return {
      acsPath: aboutId(identity.id),
      call: () => world.sendAs(user, before.pop() ?? last),
      broken: (reply) => broken(world, { user, ...identity }, reply),
    };
  },
});

/** About an account that has Teams access. */
const aboutAccount = (
  name: string,
  { success, method, body }: Omit<Sent, "path"> & { success: number },
  isKept: (after: TeamsAccess | undefined, before: TeamsAccess, reply: Reply) => boolean,
): Operation => ({
  name,
  success,
  creates: false,
  isUsers: false,
  isWithoutSdk: true,
  prepare: async (world) => {
    const access = await world.makeTeamsAccess();
    const { tenantId, objectId } = access;
    return {
      acsPath: new RegExp(`/assignments/${objectId}$`),
      call: () => world.send({ method, path: `/teams-access/${tenantId}/${objectId}`, body }),
      broken: async (reply) =>
        ifNot(isKept(await world.teamsAccessOf(access), access, reply), `the account has not what the ${success} says`),
    };
  },
});

const GET_TOKEN = { method: "POST", path: "/me/tokens" };
const DELETE_ME = { method: "DELETE", path: "/me" };

export const createIdentity = creating("CreateIdentity", undefined, (world, reply) =>
  ifNot(world.livingIdentities().includes(identityOf(reply)), "the identity is not there"),
);

export const createWithScopes = creating("CreateIdentity with scopes", SCOPES, brokenToken);

export const issueToken = aboutIdentity(
  "IssueToken",
  { success: 200, method: "POST", path: "/tokens" },
  (world, _, reply) => brokenToken(world, reply),
);

export const revokeTokens = aboutIdentity(
  "RevokeTokens",
  { success: 204, method: "DELETE", path: "/tokens" },
  (world, { token }) => stillValid(world, token),
);

export const deleteIdentity = aboutIdentity(
  "DeleteIdentity",
  { success: 204, method: "DELETE", path: "" },
  (world, { id, token }) => [...stillThere(world, id), ...stillValid(world, token)],
);

export const issueMyFirstToken: Operation = {
  name: "IssueMyToken (first)",
  success: 200,
  creates: true,
  isUsers: true,
  prepare: (world) => {
    const user = newUser();
    const ids = new Set<string>();
    return {
      acsPath: CREATE,
      call: () => world.sendAs(user, GET_TOKEN),
      broken: async (reply) => {
        ids.add(identityOf(reply));
        const isInRow = (await world.identityOfUser(user)) === identityOf(reply);
        return [
          ...brokenToken(world, reply),
          ...ifNot(ids.size === 1, "the user has got tokens for two identities"),
          ...ifNot(isInRow, "the token is for another identity than the user's row says"),
        ];
      },
    };
  },
};

export const issueMyToken = ofUser("IssueMyToken", 200, [GET_TOKEN], (world, { id }, reply) => [
  ...brokenToken(world, reply),
  ...ifNot(identityOf(reply) === id, "the user has got a second identity"),
]);

/** Another identity where the app has moved to, the former one where it has not. */
export const issueMyTokenWhereverWeAre = ofUser(
  "IssueMyToken (wherever the app is)",
  200,
  [GET_TOKEN],
  async (world, { user, id }, reply) => [
    ...ifNot((identityOf(reply) !== id) === world.hasMoved, "the identity is of the other resource"),
    ...ifNot((await world.identityOfUser(user)) === identityOf(reply), "the row names another identity"),
  ],
);

export const revokeMyTokens = ofUser(
  "RevokeMyTokens",
  204,
  [{ method: "DELETE", path: "/me/tokens" }],
  (world, { token }) => stillValid(world, token),
);

export const deleteMyIdentity = ofUser("DeleteMyIdentity", 204, [DELETE_ME], async (world, { user, id }) => [
  ...stillThere(world, id),
  ...ifNot((await world.identityOfUser(user)) === undefined, "the user's row is there after the 204"),
]);

/** Deletes first, and then, whatever came of it, asks for a token: there is nothing left of what was to be deleted. */
export const deleteThenSignIn = ofUser(
  "DeleteMyIdentity, then IssueMyToken",
  200,
  [DELETE_ME, GET_TOKEN],
  (world, { id }, reply) => [
    ...brokenToken(world, reply),
    ...ifNot(!world.livingIdentities().includes(id), "the identity is there after its deletion"),
  ],
);

const ANOTHER_APP = "7d4e1c00-0000-4000-8000-0000000000ff";

export const putTeamsAccess = aboutAccount(
  "PutTeamsAccess",
  { success: 200, method: "PUT", body: { principalType: "user", clientIds: [ANOTHER_APP] } },
  (after, before) => isDeepStrictEqual(after, { ...before, clientIds: [ANOTHER_APP] }),
);

export const getTeamsAccess = aboutAccount(
  "GetTeamsAccess",
  { success: 200, method: "GET" },
  (after, before, { json }) => isDeepStrictEqual(after, before) && isDeepStrictEqual(json, before),
);

export const deleteTeamsAccess = aboutAccount(
  "DeleteTeamsAccess",
  { success: 204, method: "DELETE" },
  (after) => after === undefined,
);

export const OPERATIONS: readonly Operation[] = [
  createIdentity,
  createWithScopes,
  issueToken,
  revokeTokens,
  deleteIdentity,
  issueMyFirstToken,
  issueMyToken,
  revokeMyTokens,
  deleteMyIdentity,
  putTeamsAccess,
  getTeamsAccess,
  deleteTeamsAccess,
];

/** Starts the API and lets it read what it keeps: the secret, the tokens of the managed identity. */
export async function startUsed(world: World): Promise<void> {
  await world.startApi();
  for (const operation of [createIdentity, issueMyToken]) {
    const trial = await operation.prepare(world);
    await until(async () => (await trial.call()).status === operation.success);
  }
}
