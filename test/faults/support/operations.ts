import { identityOf, tokenOf } from "../../support/ApiUnderTest";
import type { TimedReply } from "./timedFetch";
import type { World } from "./World";

/** One call of the API that a fault is tried on, with what it is about. */
export interface Trial {
  /** The path at ACS of the requests that it leads to: a fault for this trial alone. */
  readonly acsPath: RegExp;
  call(): Promise<TimedReply>;
  /** What a success promises, and the world does not hold. */
  broken(reply: TimedReply): Promise<string[]> | string[];
}

export interface Operation {
  readonly name: string;
  /** The status of its success. */
  readonly success: number;
  /** Whether ACS makes an identity for it, which must not be done twice. */
  readonly creates: boolean;
  /** Whether it is a signed-in user's, and so needs Table Storage. */
  readonly isUsers: boolean;
  /** Makes what it is about, behind the API's back. */
  prepare(world: World): Promise<Trial> | Trial;
}

const CREATE = /^\/identities$/;
const SCOPES = { scopes: ["chat"] };

const aboutId = (id: string) => new RegExp(`^/identities/${id}(/|$)`);

const pathOf = (id: string, more = "") => `/identities/${encodeURIComponent(id)}${more}`;

let users = 0;

const newUser = () => `user-${++users}`;

function ifNot(holds: boolean, promise: string): string[] {
  return holds ? [] : [promise];
}

/** A token that is told is valid, and of an identity that is there. */
function brokenToken(world: World, reply: TimedReply): string[] {
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

export const createIdentity: Operation = {
  name: "CreateIdentity",
  success: 201,
  creates: true,
  isUsers: false,
  prepare: (world) => ({
    acsPath: CREATE,
    call: () => world.send({ method: "POST", path: "/identities" }),
    broken: (reply) => ifNot(world.livingIdentities().includes(identityOf(reply)), "the identity is not there"),
  }),
};

export const createWithScopes: Operation = {
  name: "CreateIdentity with scopes",
  success: 201,
  creates: true,
  isUsers: false,
  prepare: (world) => ({
    acsPath: CREATE,
    call: () => world.send({ method: "POST", path: "/identities", body: SCOPES }),
    broken: (reply) => brokenToken(world, reply),
  }),
};

export const issueToken: Operation = {
  name: "IssueToken",
  success: 200,
  creates: false,
  isUsers: false,
  prepare: async (world) => {
    const { id } = await world.makeIdentity();
    return {
      acsPath: aboutId(id),
      call: () => world.send({ method: "POST", path: pathOf(id, "/tokens") }),
      broken: (reply) => brokenToken(world, reply),
    };
  },
};

export const revokeTokens: Operation = {
  name: "RevokeTokens",
  success: 204,
  creates: false,
  isUsers: false,
  prepare: async (world) => {
    const { id, token } = await world.makeIdentity();
    return {
      acsPath: aboutId(id),
      call: () => world.send({ method: "DELETE", path: pathOf(id, "/tokens") }),
      broken: () => stillValid(world, token),
    };
  },
};

export const deleteIdentity: Operation = {
  name: "DeleteIdentity",
  success: 204,
  creates: false,
  isUsers: false,
  prepare: async (world) => {
    const { id, token } = await world.makeIdentity();
    return {
      acsPath: aboutId(id),
      call: () => world.send({ method: "DELETE", path: pathOf(id) }),
      broken: () => [...stillThere(world, id), ...stillValid(world, token)],
    };
  },
};

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
      call: () => world.sendAs(user, { method: "POST", path: "/me/tokens" }),
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

export const issueMyToken: Operation = {
  name: "IssueMyToken",
  success: 200,
  creates: false,
  isUsers: true,
  prepare: async (world) => {
    const user = newUser();
    const { id } = await world.makeUser(user);
    return {
      acsPath: aboutId(id),
      call: () => world.sendAs(user, { method: "POST", path: "/me/tokens" }),
      broken: (reply) => [
        ...brokenToken(world, reply),
        ...ifNot(identityOf(reply) === id, "the user has got a second identity"),
      ],
    };
  },
};

/** Another identity where the app has moved to, the former one where it has not. */
export const issueMyTokenWhereverWeAre: Operation = {
  ...issueMyToken,
  name: "IssueMyToken (wherever the app is)",
  prepare: async (world) => {
    const user = newUser();
    const { id } = await world.makeUser(user);
    return {
      acsPath: aboutId(id),
      call: () => world.sendAs(user, { method: "POST", path: "/me/tokens" }),
      broken: async (reply) => [
        ...ifNot((identityOf(reply) !== id) === world.hasMoved, "the identity is of the other resource"),
        ...ifNot((await world.identityOfUser(user)) === identityOf(reply), "the row names another identity"),
      ],
    };
  },
};

export const revokeMyTokens: Operation = {
  name: "RevokeMyTokens",
  success: 204,
  creates: false,
  isUsers: true,
  prepare: async (world) => {
    const user = newUser();
    const { id, token } = await world.makeUser(user);
    return {
      acsPath: aboutId(id),
      call: () => world.sendAs(user, { method: "DELETE", path: "/me/tokens" }),
      broken: () => stillValid(world, token),
    };
  },
};

export const deleteMyIdentity: Operation = {
  name: "DeleteMyIdentity",
  success: 204,
  creates: false,
  isUsers: true,
  prepare: async (world) => {
    const user = newUser();
    const { id } = await world.makeUser(user);
    return {
      acsPath: aboutId(id),
      call: () => world.sendAs(user, { method: "DELETE", path: "/me" }),
      broken: async () => [
        ...stillThere(world, id),
        ...ifNot((await world.identityOfUser(user)) === undefined, "the user's row is there after the 204"),
      ],
    };
  },
};

/** Deletes first, and then, whatever came of it, asks for a token: there is nothing left of what was to be deleted. */
export const deleteThenSignIn: Operation = {
  name: "DeleteMyIdentity, then IssueMyToken",
  success: 200,
  creates: false,
  isUsers: true,
  prepare: async (world) => {
    const user = newUser();
    const { id } = await world.makeUser(user);
    let hasDeleted = false;
    return {
      acsPath: aboutId(id),
      call: () => {
        const sent = hasDeleted
          ? ({ method: "POST", path: "/me/tokens" } as const)
          : ({ method: "DELETE", path: "/me" } as const);
        hasDeleted = true;
        return world.sendAs(user, sent);
      },
      broken: (reply) => [
        ...brokenToken(world, reply),
        ...ifNot(!world.livingIdentities().includes(id), "the identity is there after its deletion"),
      ],
    };
  },
};

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
];
