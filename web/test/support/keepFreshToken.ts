/** Runs in the browser: a FreshToken whose credential is kept, as a calling SDK would keep it. */
import { FreshToken } from "../../src/FreshToken";

interface Kept {
  /** What the page was told. */
  readonly told: string[];
  /** The token that the SDK gets; "refused: " and why where it gets none. */
  getToken(): Promise<string>;
  renew(): Promise<void>;
  end(): void;
}

declare global {
  // `var`, since only that declares a property of globalThis.
  var kept: Kept;
}

const told: string[] = [];
const fresh = new FreshToken({
  issued: () => {
    told.push("issued");
  },
  failed: ({ code }, retryInSeconds) => {
    told.push(`${code} ${retryInSeconds === undefined ? "no retry" : "retry"}`);
  },
});
/** The first there is, for good. */
let credential: typeof fresh.credential;

window.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
});

globalThis.kept = {
  told,
  getToken: async () => {
    credential ??= fresh.credential;
    try {
      return (await credential?.getToken())?.token ?? "none yet";
    } catch (error) {
      return `refused: ${String(error)}`;
    }
  },
  renew: async () => {
    await fresh.renew();
  },
  end: () => {
    fresh.end();
  },
};
