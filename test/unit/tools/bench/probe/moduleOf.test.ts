import { moduleOf } from "../../../../../tools/bench/probe/moduleOf";

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
])("%s", (_, functionName, url, expected) => {
  expect(moduleOf({ functionName, url })).toBe(expected);
});
