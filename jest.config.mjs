import { availableParallelism } from "node:os";

/** @type {import("jest").Config} */
export default {
  // Starting the API takes a second or two, and ten times as long on a busy machine.
  testTimeout: 120_000,
  // More than there are processors, as many tests wait: for a process to start, or a limit to be over.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  testSequencer: "<rootDir>/test/support/sequencer.cjs",
  globalSetup: "<rootDir>/test/support/globalSetup.ts",
  globalTeardown: "<rootDir>/test/support/globalTeardown.ts",
  // Draws what is run, see test/support/cases.ts.
  showSeed: true,
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // These need packages of their own, and are run by them.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/openapi-tools/"],
  // Made by the tests, and for azd, with a package.json of the same name.
  modulePathIgnorePatterns: ["<rootDir>/dist/tools/packag", "<rootDir>/infra/package/dist"],
  transform: {
    "\\.ts$|/node_modules/jose/.+\\.js$": [
      "@swc/jest",
      { jsc: { target: "es2022" }, module: { type: "commonjs" }, sourceMaps: "inline" },
    ],
  },
  // jose is made of ES modules, which Node's require takes, but jest's does not.
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    // Zod's words in sixty languages, which nobody here asks for, take nearly half of the time in which each test file loads it.
    "^\\.\\./locales/index\\.cjs$": "<rootDir>/node_modules/zod/v4/locales/en.cjs",
  },
  testEnvironment: "<rootDir>/test/support/environment.cjs",
  setupFiles: ["<rootDir>/test/support/loopback-only.cjs"],
};
