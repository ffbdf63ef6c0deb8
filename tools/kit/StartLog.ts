import * as z from "zod";
import { jsonIn } from "../../shared/jsonIn";

/** A line of the development host's log; of one that the app wrote, the text is JSON. */
const HOST_LINE = /^\[\S+\] \[(\w+)\] \S+: (.*)$/;
const appLine = z.object({ message: z.string() });

/**
 * Where a program that people start logs to. Lines that come while it starts are kept: first people read what has started,
 * and then, in words, what these warn of. Later lines are written as they are.
 */
export class StartLog {
  readonly #write: (line: string) => void;
  #kept: string[] | undefined = [];

  constructor(write: (line: string) => void = console.error) {
    this.#write = write;
  }

  readonly take = (line: string): void => {
    if (this.#kept) {
      this.#kept.push(line);
    } else {
      this.#write(line);
    }
  };

  /** It has started: a paragraph of the greeting. What is only informative is left out. */
  notes(): string {
    const notes = this.#end().flatMap(inWords);
    return ["Good to know:\n", ...notes.map((note) => `  ${note}`)].join("\n");
  }

  /** It has not started, or nobody is greeted: writes what was kept. */
  flush(): void {
    for (const line of this.#end()) {
      this.#write(line);
    }
  }

  #end(): string[] {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    return kept;
  }
}

function inWords(line: string): string[] {
  const [, level, text = line] = HOST_LINE.exec(line) ?? [];
  return level === "info" ? [] : [appLine.safeParse(jsonIn(text)).data?.message ?? text];
}
