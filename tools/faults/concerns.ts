import type { Narrowed } from "./Fault";

/** Whether a fault is for the request with this method and target. */
export function concerns({ method, path }: Narrowed, request: { method: string; url: string }): boolean {
  const isMethod = method === undefined || method.toUpperCase() === request.method;
  return isMethod && (path === undefined || path.test(decodedPath(request.url)));
}

function decodedPath(url: string): string {
  const [path = ""] = url.split("?");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
