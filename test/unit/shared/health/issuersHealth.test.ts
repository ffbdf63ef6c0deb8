import { readKeySetFrom } from "../../../../shared/callers/jwt/readKeySet";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { EVIDENCE_MAX_AGE_MS, HealthCheck } from "../../../../shared/health/HealthCheck";
import { issuersProbe } from "../../../../shared/health/issuersHealth";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { IdentityProvider } from "../../../../tools/testbed/identityProvider/IdentityProvider";

const FOR_GOOD = new ApiError("Misconfigured", "JWT_ISSUERS has to be corrected: there is no issuer.");
const PASSING = new ApiError("UpstreamUnavailable", "The keys cannot be read.");

function setUp(answers: Record<string, ApiError | undefined>) {
  const clock = new ManualClock();
  const failures = new Map<string, ApiError>();
  const asked: string[] = [];
  const look = issuersProbe({
    issuers: Object.keys(answers),
    failures,
    read: (issuer) => {
      asked.push(issuer);
      const error = answers[issuer];
      return error ? Promise.reject(error) : Promise.resolve({ keys: [] });
    },
    clock,
  });
  return { answers, clock, failures, asked, look: () => look(deadlineIn(4_000, clock)) };
}

test("each issuer is asked once, and not for each probe", async () => {
  const { clock, asked, look } = setUp({ a: undefined, b: undefined });
  expect(await look()).toMatchObject({ status: "healthy" });
  await clock.advance(10 * EVIDENCE_MAX_AGE_MS);
  expect(await look()).toMatchObject({ status: "healthy" });
  expect(asked).toEqual(["a", "b"]);
});

test("what the tokens of users have brought about shows, and one that failed is asked again after a minute", async () => {
  const { clock, asked, failures, look } = setUp({ a: undefined });
  await look();
  failures.set("a", PASSING);
  expect(await look()).toEqual({ status: "degraded", message: PASSING.message });
  expect(asked).toEqual(["a"]);
  await clock.advance(EVIDENCE_MAX_AGE_MS);
  expect(await look()).toMatchObject({ status: "healthy" });
  expect(asked).toEqual(["a", "a"]);
});

test("an issuer that never answers is told as one that is away, and in time", async () => {
  const provider = await IdentityProvider.start();
  try {
    provider.inTrouble(() => undefined);
    const clock = new ManualClock();
    const read = readKeySetFrom({ clock, random: () => 0 });
    const probe = issuersProbe({ issuers: [provider.issuer], failures: new Map(), read, clock });
    const report = await clock.run(new HealthCheck("issuers", probe, clock).report());
    expect(report).toMatchObject({ status: "degraded", message: expect.stringContaining("cannot be read") as string });
  } finally {
    await provider.stop();
  }
});

test.each([
  ["the only issuer is none", { a: FOR_GOOD }, "unhealthy"],
  ["one of two issuers is none", { a: FOR_GOOD, b: undefined }, "degraded"],
  ["the only issuer is away", { a: PASSING }, "degraded"],
])("when %s the answers %j are %s", async (_, answers, status) => {
  const finding = await setUp(answers).look();
  expect(finding.status).toBe(status);
  expect(finding.message).toContain(answers.a.message);
});
