import { type AcsSdk, scopesFor, type TokenScope } from "../../../../shared/acs/sdks";

it.each<[AcsSdk, TokenScope[]]>([
  ["identity", ["voip", "chat", "chat.join", "chat.join.limited", "voip.join"]],
  ["administration", ["pstn", "chat", "voip"]],
])("%s has the scopes %j, and keeps their order", (sdk, scopes) => {
  expect(scopesFor(sdk, scopes)).toEqual(scopes);
});

it.each<[AcsSdk, TokenScope]>([
  ["identity", "pstn"],
  ["administration", "chat.join"],
  ["administration", "chat.join.limited"],
  ["administration", "voip.join"],
])("%s has no scope %s, and does not drop it in silence", (sdk, scope) => {
  expect(() => scopesFor(sdk, ["chat", scope])).toThrow(new RangeError(`The ${sdk} SDK has no scope ${scope}.`));
});
