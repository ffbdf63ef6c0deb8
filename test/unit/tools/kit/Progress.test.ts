import { Progress } from "../../../../tools/kit/Progress";

function writtenTo(isTTY: boolean): string[] {
  const written: string[] = [];
  const terminal = { isTTY, write: (text: Uint8Array | string) => written.push(String(text)) > 0 };
  let now = 0;
  const progress = new Progress({ terminal, now: () => now });
  progress.show(0);
  now = 10_000;
  progress.show(0.25);
  now = 300_000;
  progress.show(0.5);
  progress.end();
  return written;
}

test("people at a terminal are told how much is done and how long it goes on, on one line that is gone at the end", () => {
  expect(writtenTo(true)).toEqual(["\r\u001B[K25 %, 30 s left", "\r\u001B[K50 %, 5 min left", "\r\u001B[K"]);
});

test("nothing is written into a file or a pipe", () => {
  expect(writtenTo(false)).toEqual([]);
});
