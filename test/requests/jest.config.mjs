import project from "../../jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...project,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/requests/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
