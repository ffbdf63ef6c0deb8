/** The element of index.html with this id. @throws Error when the page has none of this kind */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`The page has no ${kind.name} "${id}".`);
  }
  return found;
}
