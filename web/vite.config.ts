import { defineConfig } from "vitest/config";

export default defineConfig({
  build: {
    // Nothing inline: the page's Content-Security-Policy allows only files of its own origin.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  test: {
    include: ["test/**/*.test.ts"],
    // Each test walks a real browser through real processes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
