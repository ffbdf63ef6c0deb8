import { RestError } from "@azure/core-rest-pipeline";
import { Probe } from "../../../../tools/rotateKey/Probe";

/** An ACS that answers deletions so, one after the other, then with 204; and who is left in it. */
function acs(...answers: readonly number[]) {
  const left = new Set<string>();
  const answersLeft = [...answers];
  const probe = new Probe(() => ({
    createUser: () => {
      const communicationUserId = `8:acs:${left.size}`;
      left.add(communicationUserId);
      return Promise.resolve({ communicationUserId });
    },
    deleteUser: ({ communicationUserId }) => {
      const statusCode = answersLeft.shift();
      if (statusCode !== undefined) {
        return Promise.reject(new RestError("No.", { statusCode }));
      }
      left.delete(communicationUserId);
      return Promise.resolve();
    },
  }));
  return { probe, left };
}

test("A key that is not known everywhere yet is tried with the identity that is there, which is deleted", async () => {
  const { probe, left } = acs(401, 401);
  expect([await probe.opens("x"), await probe.opens("x"), await probe.opens("x")]).toEqual([false, false, true]);
  expect([left.size, await probe.cleanUp()]).toEqual([0, undefined]);
});

test("What a failed try has left is deleted in the end", async () => {
  const { probe, left } = acs(500);
  await expect(probe.opens("x")).rejects.toThrow("No.");
  expect([left.size, await probe.cleanUp(), left.size]).toEqual([1, undefined, 0]);
});

test("What cannot be deleted is named", async () => {
  const { probe } = acs(500, 500);
  await expect(probe.opens("x")).rejects.toThrow("No.");
  expect(await probe.cleanUp()).toBe("8:acs:0");
});
