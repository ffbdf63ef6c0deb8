import { StartLog } from "../../../../tools/kit/StartLog";

const OF_THE_APP = '[2026-01-31T12:00:00.000Z] [warn] console: {"level":"warn","message":"Chat ends."}';
const INFORMATIVE = "[2026-01-31T12:00:00.000Z] [info] host: GET / 200 (6 ms)";
const OF_THE_HOST = "[2026-01-31T12:00:00.000Z] [warn] host: Function Text is disabled.";

function logOf(...lines: string[]): { log: StartLog; written: string[] } {
  const written: string[] = [];
  const log = new StartLog((line) => written.push(line));
  lines.forEach(log.take);
  return { log, written };
}

test("what comes while it starts, and is no mere information, is for the greeting, in words; what comes later is written as it is", () => {
  const { log, written } = logOf("For development only.", OF_THE_APP, INFORMATIVE, OF_THE_HOST);
  expect(written).toEqual([]);
  expect(log.notes()).toBe("Good to know:\n\n  For development only.\n  Chat ends.\n  Function Text is disabled.");
  log.take(OF_THE_APP);
  expect(written).toEqual([OF_THE_APP]);
});

test("where it does not start, or nobody is greeted, all is written as it is, and once", () => {
  const { log, written } = logOf(OF_THE_APP);
  log.flush();
  log.take(OF_THE_HOST);
  log.flush();
  expect(written).toEqual([OF_THE_APP, OF_THE_HOST]);
});
