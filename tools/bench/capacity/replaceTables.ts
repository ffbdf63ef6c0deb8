/** `text` with each table between its markers replaced. @throws Error when a table has no place in it */
export function replaceTables(text: string, tables: ReadonlyMap<string, string>): string {
  let replaced = text;
  for (const [name, table] of tables) {
    const begin = `<!-- capacity:begin ${name} -->`;
    const end = `<!-- capacity:end ${name} -->`;
    const from = replaced.indexOf(begin);
    const to = replaced.indexOf(end, from);
    if (from < 0 || to < 0) {
      throw new Error(`The document has no place for the table ${name}: ${begin} ${end}.`);
    }
    replaced = `${replaced.slice(0, from)}${begin}\n\n${table}\n\n${replaced.slice(to)}`;
  }
  return replaced;
}
