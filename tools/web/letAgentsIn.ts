import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { type Control, type Emulator, wellKnown } from "../emulator/index";
import { listenOnLoopback } from "../kit/listenOnLoopback";
import { webFolder } from "./page";

/** A page of this machine; no other gets a token, though it would open nothing but the emulator. */
const LOCAL_PAGE = /^http:\/\/localhost:\d{1,5}$/;
/** The application that agents sign in to. */
const CLIENT_ID = "0ac5de57-0000-4000-8000-0000000000a9";

export interface Agents {
  /** Ends it, and leaves the built page without agents, as it was. */
  stop(): Promise<void>;
}

/**
 * Lets Teams Phone agents in on the built page, before the Static Web Apps emulator reads it: tells it where the emulated
 * ACS is, and what stands for the sign-in with Entra. The name decides who one is.
 */
export async function letAgentsIn({ endpoints, control }: Emulator): Promise<Agents> {
  const { port, servers } = await listenOnLoopback(0, () =>
    createServer((request, response) => {
      try {
        signIn(request, response, control);
      } catch (error) {
        // A RangeError: the emulator takes no such scope.
        response.writeHead(error instanceof RangeError ? 400 : 500).end();
      }
    }),
  );
  const origin = `http://localhost:${port}`;
  const settings = { resourceEndpoint: endpoints.acs, signInUrl: `${origin}/token` };
  const undo = [
    rewrite("agent.json", () => JSON.stringify(settings)),
    rewrite("staticwebapp.config.json", (text) =>
      text.replace("connect-src 'self'", `connect-src 'self' ${endpoints.acs} ${origin}`),
    ),
  ];
  return {
    stop: async () => {
      undo.forEach((each) => {
        each();
      });
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}

function signIn(
  { method, url = "", headers: { origin = "" } }: IncomingMessage,
  response: ServerResponse,
  control: Control,
) {
  const asked = new URL(url, "http://localhost");
  if (method !== "POST" || asked.pathname !== "/token" || !LOCAL_PAGE.test(origin)) {
    response.writeHead(404).end();
    return;
  }
  const { user, scope } = { user: "", scope: "", ...Object.fromEntries(asked.searchParams) };
  const token = control.newUserToken({
    tenantId: wellKnown.tenantId,
    objectId: objectIdOf(user),
    clientId: CLIENT_ID,
    scope,
  });
  response.writeHead(200, { "Access-Control-Allow-Origin": origin, "Content-Type": "application/json" });
  response.end(JSON.stringify(token));
}

/** The same for the same name, in the form of a random GUID. */
function objectIdOf(user: string): string {
  const hash = createHash("sha256").update(user.toLowerCase()).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Changes a file of the built page. Returns what undoes it. */
function rewrite(name: string, change: (text: string) => string): () => void {
  const path = join(webFolder(), "dist", name);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, change(text));
  return () => {
    writeFileSync(path, text);
  };
}
