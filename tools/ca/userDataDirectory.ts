import { join } from "node:path";

/** What the user's own directories are found by. */
export interface UserEnvironment {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly variables: Readonly<Partial<Record<string, string>>>;
}

/** Where programs of this platform keep what belongs to one user. */
export function userDataDirectory({ platform, home, variables }: UserEnvironment): string {
  if (platform === "win32") return variables["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return variables["XDG_DATA_HOME"] ?? join(home, ".local", "share");
}
