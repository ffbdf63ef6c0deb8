import type { HttpCookie } from "../../../../../tools/host/core/functionsCore";
import { setCookie } from "../../../../../tools/host/http/setCookie";

test.each<[HttpCookie, string]>([
  [{ name: "a", value: "b c;'é" }, "a=b%20c%3B%27%C3%A9; path=/"],
  [{ name: "a", value: "", path: { value: "/x" }, sameSite: "none" }, "a=; path=/x"],
  [{ name: "a", value: "1", sameSite: "explicitNone", secure: { value: true } }, "a=1; path=/; secure; samesite=none"],
  [
    {
      name: "a",
      value: "1",
      httpOnly: { value: true },
      sameSite: "strict",
      domain: { value: "x.example" },
      maxAge: { value: 9.9 },
      expires: { value: { seconds: 86_400 } },
      secure: { value: false },
    },
    "a=1; expires=Fri, 02 Jan 1970 00:00:00 GMT; max-age=9; domain=x.example; path=/; samesite=strict; httponly",
  ],
])("%j", (cookie, expected) => {
  expect(setCookie(cookie)).toBe(expected);
});
