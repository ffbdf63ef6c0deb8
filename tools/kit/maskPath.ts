/** What operations and names look like. A token or a key does not, and what stands for a person is longer: a GUID has 36 characters. */
const HARMLESS = /^[\w.:@-]{0,35}$/;

const ID = /^(?:[\w.:@-]{36,40}|8:\w+:[\da-f-]{36}_[\da-f-]{36})$/;

/** A path by its decoded segments, with every one left out that might hold a secret, or an id unless `withIds`. Queries never come here. */
export function maskPath(segments: readonly string[], { withIds }: { withIds: boolean }): string {
  const isShown = (segment: string) => HARMLESS.test(segment) || (withIds && ID.test(segment));
  return `/${segments.map((segment) => (isShown(segment) ? segment : "…")).join("/")}`;
}
