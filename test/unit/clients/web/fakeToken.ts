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
