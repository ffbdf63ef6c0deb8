import { moduleOf, selfTimes } from "../../../../../tools/bench/probe/selfTimes";

const nodes = [
  { id: 1, callFrame: { functionName: "(idle)", url: "" } },
  { id: 2, callFrame: { functionName: "emit", url: "node:events" } },
  { id: 3, callFrame: { functionName: "parse", url: "file:///a/node_modules/zod/index.cjs" } },
  { id: 4, callFrame: { functionName: "safeParse", url: "file:///a/node_modules/zod/index.cjs" } },
];

test("each module is told the time that it worked itself, the most first, without that in which nothing was done", () => {
  const profile = { nodes, samples: [1, 2, 3, 4, 1], timeDeltas: [1000, 100, 200, 100, 5000] };
  expect(selfTimes(profile)).toEqual([
    { module: "zod", share: 0.75 },
    { module: "Node's own modules", share: 0.25 },
  ]);
});

test("time that runs backwards counts as none", () => {
  const profile = { nodes, samples: [2, 3, 2], timeDeltas: [100, -50, 100] };
  expect(selfTimes(profile)).toEqual([
    { module: "Node's own modules", share: 1 },
    { module: "zod", share: 0 },
  ]);
});

const APP = "file:///srv/app";

test.each([
  ["a built-in module of Node", "emit", "node:events", "Node's own modules"],
  ["a package", "parse", `${APP}/node_modules/zod/v4/core/schemas.cjs`, "zod"],
  ["a package with a scope", "send", `${APP}/node_modules/@azure/core-client/dist/pipeline.js`, "@azure/core-client"],
  ["a package in a package", "send", `${APP}/node_modules/a/node_modules/@b/c/index.js`, "@b/c"],
  ["shared code", "redact", `${APP}/dist/shared/redact.js`, "this API (shared/)"],
  ["a function folder", "handler", `${APP}/dist/IssueToken/issueToken.js`, "this API (function folders)"],
  ["the host", "invoke", `${APP}/dist/tools/host/core/invoke.js`, "the development host (tools/host)"],
  ["the probe", "serve", `${APP}/dist/tools/bench/probe/preload.js`, undefined],
  ["a path that is no URL", "redact", "/srv/app/dist/shared/redact.js", "this API (shared/)"],
  ["a script of nobody's", "run", "evalmachine.<anonymous>", "other"],
  ["V8's collector", "(garbage collector)", "", "garbage collection"],
  ["a write to a socket", "writev", "", "system calls: writes to sockets and the log"],
  ["the inspector itself", "dispatch", "", undefined],
  ["other native code", "digest", "", "native code (crypto, JSON, promises)"],
  ["nothing done", "(idle)", "", undefined],
])("a profile counts %s by the name that a reader would call it", (_, functionName, url, expected) => {
  expect(moduleOf({ functionName, url })).toBe(expected);
});
