import { myToken } from "../apiCalls";
import type { ApiProcess } from "../ApiProcess";
import type { SignedInUsers } from "../SignedInUsers";
import type { Point } from "./Point";

/** Users' tokens with so many users at once. */
export async function userPoints(sizes: readonly number[], api: ApiProcess, users: SignedInUsers): Promise<Point[]> {
  const headers = await users.headers(Math.max(...sizes));
  return sizes.map((size) => {
    const calls = headers.slice(0, size).map((header) => myToken(api.url, header));
    return { what: "users at once", size, api, clients: size, calls };
  });
}
