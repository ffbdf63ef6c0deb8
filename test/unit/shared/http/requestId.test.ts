import { requestId } from "../../../../shared/http/requestId";
import { httpRequest } from "../../../support/httpRequest";

const idFor = (headers: Record<string, string>) => requestId(httpRequest({ headers }), () => "new-id");

it.each(["a", "7d4f2c1e-8f0b-4a39-9f57-6a3c2f0f5c11", "~!@#$%^&*()_+{}|:\"<>?'", "x".repeat(128)])(
  "the caller's own is kept: %s",
  (id) => {
    expect(idFor({ "x-request-id": id })).toBe(id);
    expect(idFor({ "X-Request-ID": id })).toBe(id);
  },
);

it.each(["", "x".repeat(129), "two words", "tab\there", "é", "a, b", "\u007f"])("%j is replaced by a new one", (id) => {
  expect(idFor({ "x-request-id": id })).toBe("new-id");
});

test("a caller without one gets a new one", () => {
  expect(idFor({})).toBe("new-id");
});
