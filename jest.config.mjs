/** @type {import("jest").Config} */
export default {
  // Starting the API takes a second or two, more on a busy machine.
  testTimeout: 30_000,
  maxWorkers: "100%",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" }, sourceMaps: "inline" }],
  },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  setupFiles: ["<rootDir>/test/support/loopback-only.cjs"],
};
