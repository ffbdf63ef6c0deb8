import { InvocationContext } from "@azure/functions";

/** The context of one call of a function, and what was logged through it. */
export function invocation(functionName: string): {
  context: InvocationContext;
  lines: { level: string; line: unknown }[];
} {
  const lines: { level: string; line: unknown }[] = [];
  const context = new InvocationContext({
    functionName,
    logHandler: (level, ...texts) => {
      lines.push({ level, line: texts.length === 1 ? texts[0] : texts });
    },
  });
  return { context, lines };
}
