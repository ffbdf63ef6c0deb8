import { connect } from "node:net";

/** A documentation address (RFC 5737): nobody answers there, whatever the network. */
const ELSEWHERE = "192.0.2.1";

describe("tests reach loopback and nothing else", () => {
  test.each([ELSEWHERE, "example.com"])("fetch to %s is cut", async (host) => {
    await expect(fetch(`http://${host}/`)).rejects.toMatchObject({
      cause: { message: `Tests may only reach loopback, not ${host}.` },
    });
  });

  test("a socket elsewhere is cut", () => {
    expect(() => connect(80, ELSEWHERE)).toThrow("Tests may only reach loopback");
  });
});
