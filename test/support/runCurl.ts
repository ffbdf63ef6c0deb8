/** Runs a `curl` command of the documentation, so that no curl need be installed: -i, -X, -H, -d and the URL. */
export async function runCurl(command: string): Promise<Response> {
  const [curl, ...words] = shellWords(command);
  if (curl !== "curl") {
    throw new Error(`Not a curl command: ${command}`);
  }
  const init: { method: string; headers: Record<string, string>; body?: string } = { method: "GET", headers: {} };
  let url = "";
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-X") {
      init.method = words.shift() ?? "";
    } else if (word === "-H") {
      const [name = "", value = ""] = (words.shift() ?? "").split(/:\s*/, 2);
      init.headers[name] = value;
    } else if (word === "-d") {
      init.body = words.shift() ?? "";
    } else if (word.startsWith("-") && word !== "-i") {
      throw new Error(`This test does not know curl's ${word}.`);
    } else {
      url = word;
    }
  }
  return await fetch(url, init);
}

/** Splits as a POSIX shell does: '…' as it is, "…" with \" for a quote. */
function shellWords(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"((?:\\.|[^"\\])*)"/g,
      (_, single: string | undefined, double: string | undefined) =>
        single ?? (double ?? "").replaceAll(/\\(.)/g, "$1"),
    ),
  );
}
