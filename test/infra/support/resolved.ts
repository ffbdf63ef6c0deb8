/** What Azure alone knows: the properties of a resource, by its id, and the secrets that are listed for it. */
export interface StandIns {
  readonly properties: (resourceId: string) => unknown;
  readonly keys: (resourceId: string) => unknown;
}

/**
 * A value of a deployment, with what is still an expression worked out: a small part of the language of Azure Resource
 * Manager, as much as is left by the compiler. @throws Error for anything else
 */
export function resolved(value: unknown, standIns: StandIns): unknown {
  if (typeof value !== "string" || !/^\[.*\]$/s.test(value)) {
    return value;
  }
  const expression = new Expression(value.slice(1, -1), functionsWith(standIns));
  return expression.whole();
}

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const PUBLIC_CLOUD = {
  authentication: { loginEndpoint: "https://login.microsoftonline.com/" },
  suffixes: { storage: "core.windows.net" },
};

function functionsWith({ properties, keys }: StandIns): Functions {
  return {
    environment: () => PUBLIC_CLOUD,
    reference: (id) => properties(String(id)),
    listKeys: (id) => keys(String(id)),
    // Secret ones are left out of what the compiler evaluates; none is given here.
    parameters: () => "",
    resourceId: (...parts) => parts.join("/"),
    empty: (value) => value === "",
    if: (condition, yes, no) => (condition === true ? yes : no),
    guid: (...parts) => `guid of ${parts.join(" and ")}`,
    format: (text, ...values) => String(text).replace(/\{(\d+)\}/g, (_, n: string) => String(values[Number(n)])),
  };
}

class Expression {
  readonly #text: string;
  readonly #functions: Functions;
  #at = 0;

  constructor(text: string, functions: Functions) {
    this.#text = text;
    this.#functions = functions;
  }

  whole(): unknown {
    const value = this.#value();
    if (this.#at < this.#text.length) {
      throw this.#fault();
    }
    return value;
  }

  #value(): unknown {
    let value = this.#first();
    for (;;) {
      const [, property, index] = this.#take(/\.(\w+)|\[(\d+)\]/y) ?? [];
      const name = property ?? index;
      if (name === undefined) {
        return value;
      }
      value = memberOf(value, name);
    }
  }

  #first(): unknown {
    const text = this.#take(/'((?:[^']|'')*)'/y)?.[1];
    if (text !== undefined) {
      return text.replaceAll("''", "'");
    }
    const called = this.#functions[this.#take(/(\w+)\(/y)?.[1] ?? ""];
    if (!called) {
      throw this.#fault();
    }
    return called(...this.#arguments());
  }

  #arguments(): unknown[] {
    const args: unknown[] = [];
    while (!this.#take(/\)/y)) {
      args.push(this.#value());
      this.#take(/, /y);
    }
    return args;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #fault(): Error {
    return new Error(`This cannot be worked out: ${this.#text.slice(this.#at)}`);
  }
}

function memberOf(value: unknown, name: string): unknown {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [, member] = members.find(([key]) => key === name) ?? [];
  if (member === undefined) {
    throw new Error(`There is no ${name} in ${JSON.stringify(value)}.`);
  }
  return member;
}
