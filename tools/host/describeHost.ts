import type { Host } from "./Host";

/** The line for scripts, without its line end. */
export function describeForScripts({ url, functions, keys }: Host): string {
  return JSON.stringify({ url, functions, keys });
}

/** The same for people, laid out as `func start` does. */
export function describeForPeople({ functions, notRun, keys }: Host): string {
  const lines = [
    ...functions.map(
      ({ name, methods, url }) => `${name}: ${methods.length > 0 ? `[${methods.join(",")}] ` : ""}${url}`,
    ),
    ...notRun.map(({ name, trigger }) => `${name}: ${trigger} (not run by this host)`),
  ];
  const keyLines = keys && [
    `master: ${keys.master}`,
    `host: ${keys.host}`,
    ...Object.entries(keys.functions).map(([name, key]) => `${name}: ${key}`),
  ];
  return section("Functions", lines) + (keyLines ? section("Keys", keyLines) : "");
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}:\n\n${lines.map((line) => `\t${line}\n\n`).join("")}`;
}
