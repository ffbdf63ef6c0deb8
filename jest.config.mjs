/** @type {import("jest").Config} */
export default {
  testTimeout: 30_000,
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" }, sourceMaps: "inline" }],
  },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  setupFiles: ["<rootDir>/test/support/loopback-only.cjs"],
};
