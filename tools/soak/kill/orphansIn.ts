import type { Client } from "../walk/Client";

/** The living identities that none of the clients, and none of their users, knows of. */
export function orphansIn(
  living: readonly string[],
  clients: readonly Pick<Client, "identities" | "user">[],
): string[] {
  const known = new Set(
    clients.flatMap(({ identities, user }) => [...identities.map(({ id }) => id), user.identity?.id ?? ""]),
  );
  return living.filter((id) => !known.has(id));
}
