import { findNpm, type ProcessFacts } from "../../../../tools/kit/endWithNpm";

/** The processes above process 9, the nearest first; each started at its own place in the list. */
function foundAbove(...commands: string[]): string | undefined {
  const all = new Map<number, ProcessFacts>(
    commands.map((command, index) => [9 - index, { parent: 8 - index, command, started: command }]),
  );
  return findNpm(9, (pid) => all.get(pid))?.started;
}

test.each([
  "npm start --port 0",
  "npm run emulator",
  "npm exec acs-emulator",
  "node /usr/bin/npm start",
  "/usr/bin/node --no-warnings /usr/lib/node_modules/npm/bin/npm-cli.js start",
  "node /usr/bin/pnpm start",
  "node /app/.yarn/releases/yarn-4.9.1.cjs start",
])("the command %j is what ends a program, whatever shell is between", (npm) => {
  expect(foundAbove(npm, "bash")).toBe(npm);
  expect(foundAbove("sh -c node main.js", npm, "npm run outer")).toBe(npm);
});

test.each(["sh -c npm start", "-bash", "/bin/bash /usr/bin/npm-of-mine.sh", "node server.js", "vim npm", "npmx start"])(
  "the command %j is no package runner",
  (command) => {
    expect(foundAbove(command)).toBeUndefined();
  },
);
