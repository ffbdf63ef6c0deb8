import { deadlineIn } from "../../../../shared/deadline";
import type { IdentityTable } from "../../../../shared/directory/IdentityTable";
import { ApiError } from "../../../../shared/errors";
import { EVIDENCE_MAX_AGE_MS } from "../../../../shared/health/HealthCheck";
import { watchTable } from "../../../../shared/health/tableHealth";
import { ManualClock } from "../../../../tools/kit/ManualClock";

function setUp() {
  const clock = new ManualClock();
  const reads = { count: 0, error: undefined as Error | undefined };
  const read: IdentityTable["read"] = () => {
    reads.count++;
    return reads.error ? Promise.reject(reads.error) : Promise.resolve(undefined);
  };
  const none = () => Promise.resolve(undefined);
  const { table, probe } = watchTable(
    () => Promise.resolve({ read, insert: none, replace: none, delete: none }),
    clock,
  );
  const deadline = deadlineIn(60_000_000, clock);
  const use = (milliseconds = 60_000_000) => table.read("a", deadlineIn(milliseconds, clock));
  return { clock, reads, look: () => probe(deadline), use };
}

test("the table is read for the first look, and then not while its use tells enough", async () => {
  const { clock, reads, look, use } = setUp();
  expect(await look()).toMatchObject({ status: "healthy" });
  expect(await look()).toMatchObject({ status: "healthy" });
  expect(reads.count).toBe(1);
  await clock.advance(EVIDENCE_MAX_AGE_MS - 1);
  await use();
  await clock.advance(EVIDENCE_MAX_AGE_MS - 1);
  await look();
  expect(reads.count).toBe(2);
  await clock.advance(1);
  await look();
  expect(reads.count).toBe(3);
});

test("a failure in use shows without another read, and its end as well", async () => {
  const { reads, look, use } = setUp();
  reads.error = new ApiError("UpstreamUnavailable", "Table Storage cannot be reached.");
  await expect(use()).rejects.toBe(reads.error);
  await expect(look()).rejects.toBe(reads.error);
  expect(reads.count).toBe(1);
  reads.error = undefined;
  await use();
  expect(await look()).toMatchObject({ status: "healthy" });
});

test("a refusal of one user's request says nothing of the table", async () => {
  const { reads, look, use } = setUp();
  await look();
  reads.error = new ApiError("InvalidCredential", "No Unicode.");
  await expect(use()).rejects.toBe(reads.error);
  expect(await look()).toMatchObject({ status: "healthy" });
});

test("the failure of a call that had hardly any time left says nothing of the table", async () => {
  const { reads, look, use } = setUp();
  await look();
  reads.error = new ApiError("UpstreamUnavailable", "Table Storage did not answer in time.");
  await expect(use(999)).rejects.toBe(reads.error);
  expect(await look()).toMatchObject({ status: "healthy" });
  await expect(use(1_000)).rejects.toBe(reads.error);
  await expect(look()).rejects.toBe(reads.error);
});
