import { traceContextOf } from "../../../../../tools/host/core/traceContextOf";
import { systemRandom } from "../../../../../tools/host/random";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const CALLER = `00-${TRACE}-${SPAN}-01`;
const NEW_TRACE = `00-${"07".repeat(16)}-${"07".repeat(8)}-00`;

const random = { bytes: (count: number) => Buffer.alloc(count, 7), uuid: () => "" };
const traceOf = (headers: Record<string, string[]>) => traceContextOf(new Map(Object.entries(headers)), random);

test.each([
  ["recorded", CALLER, "01"],
  ["not recorded", `00-${TRACE}-${SPAN}-00`, "00"],
  ["of a later version", `cc-${TRACE}-${SPAN}-01`, "01"],
  ["of a later version with more in it", `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, "01"],
])("a caller's trace that is %s goes on, with a span of the host's own", (_, traceparent, flags) => {
  expect(traceOf({ traceparent: [traceparent] }).traceParent).toBe(`00-${TRACE}-${"07".repeat(8)}-${flags}`);
});

test.each<[string, string[]]>([
  ["nothing", []],
  ["an empty header", [""]],
  ["two headers", [CALLER, CALLER]],
  ["capitals", [CALLER.toUpperCase()]],
  ["a trace id of zeros", [`00-${"0".repeat(32)}-${SPAN}-01`]],
  ["a span id of zeros", [`00-${TRACE}-${"0".repeat(16)}-01`]],
  ["a trace id that is too short", [`00-${TRACE.slice(1)}-${SPAN}-01`]],
  ["the version that is none", [`ff-${TRACE}-${SPAN}-01`]],
  ["more than this version has", [`${CALLER}-more`]],
  ["more without a dash, in a later version", [`cc-${TRACE}-${SPAN}-01.more`]],
  ["no hexadecimals", [`00-${TRACE.replace("4", "g")}-${SPAN}-01`]],
  ["a space in front", [` ${CALLER}`]],
])("%s starts a new trace, without the caller's state", (_, traceparent) => {
  expect(traceOf({ traceparent, tracestate: ["a=1"] })).toEqual({
    traceParent: NEW_TRACE,
    traceState: "",
    attributes: {},
  });
});

test.each<[string, string[], string]>([
  ["one header", ["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"], "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"],
  ["two headers", ["a=1", "b=2"], "a=1,b=2"],
  ["spaces and gaps", ["a=1 , ,tenant@vendor=2"], "a=1,tenant@vendor=2"],
  ["what is no pair", ["a=1,b"], ""],
  ["a key in capitals", ["A=1"], ""],
  ["32 members", [members(32)], members(32)],
  ["33 members", [members(33)], ""],
])("of a tracestate of %s what can be read goes on", (_, tracestate, expected) => {
  expect(traceOf({ traceparent: [CALLER], tracestate }).traceState).toBe(expected);
});

test("no id is all zeros, whatever chance says", () => {
  const drawn = [0, 0, 1, 0, 2].map((value) => (count: number) => Buffer.alloc(count, value));
  const bytes = (count: number) => drawn.shift()?.(count) ?? Buffer.alloc(count, 9);
  expect(traceContextOf(new Map(), { bytes, uuid: () => "" }).traceParent).toBe(
    `00-${"01".repeat(16)}-${"02".repeat(8)}-00`,
  );
});

test("every request has a trace and a span of its own", () => {
  const traces = [1, 2].map(() => traceContextOf(new Map(), systemRandom).traceParent);
  expect(traces[0]).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
  expect(new Set(traces.flatMap((trace) => trace.split("-").slice(1, 3))).size).toBe(4);
});

function members(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}=v`).join(",");
}
