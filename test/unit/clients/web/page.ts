const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A JWT as ACS makes them, but for its signature. */
export function fakeToken(expiresAt: number): string {
  return [encoded({ alg: "RS256" }), encoded({ exp: expiresAt / 1000 }), "signature"].join(".");
}

/** The reply of this service with a token of an hour at most, to be renewed a quarter of an hour before its end. */
export function issuedReply(token: string, expiresAt = Date.now() + 3_600_000): Response {
  const at = (time: number) => new Date(time).toISOString();
  return Response.json({ token, expiresOn: at(expiresAt), refreshOn: at(expiresAt - 15 * 60_000) });
}

/** What a page asks of the service, and gets. */
export interface Page {
  /** When it asked, in `unitMs` since its start. */
  askedAt: number[];
  /** What it gets, the last of them again and again; an error stands for no reply. */
  replies: (() => Response | Error)[];
}

/** A page for each test, which starts at `now`, by a clock that the test moves and without chance. */
export function eachPage(now: number, unitMs: number, usualReply: () => Response): Page {
  const page: Page = { askedAt: [], replies: [] };
  beforeEach(() => {
    jest.useFakeTimers({ now });
    jest.spyOn(Math, "random").mockReturnValue(0);
    Object.assign(page, { askedAt: [], replies: [] });
    jest.spyOn(globalThis, "fetch").mockImplementation(() => {
      page.askedAt.push((Date.now() - now) / unitMs);
      const reply = page.replies.length > 1 ? page.replies.shift() : page.replies[0];
      const made = (reply ?? usualReply)();
      return made instanceof Error ? Promise.reject(made) : Promise.resolve(made);
    });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
  return page;
}
