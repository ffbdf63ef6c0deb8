import {
  entityOfRow,
  FullHistoryError,
  inPlaceOf,
  lineOfRow,
  MalformedRowError,
  type Replaced,
  type Row,
  rowOfEntity,
  rowOfLine,
  says,
  withIdentity,
} from "../../../../tools/directory/rows";

const RESOURCE = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0";
const OTHER_RESOURCE = "00000000-0a9b-4840-8fdc-7a5c71fe9bd0";
const idOf = (n: number, resource = RESOURCE) =>
  `8:acs:${resource}_00000007-5535-965c-dbb7-${String(n).padStart(12, "0")}`;
const NOW = Date.UTC(2026, 1, 1);
const past = (n: number): Replaced => ({
  identityId: idOf(n),
  replacedAt: "2026-01-31T12:00:00.000Z",
  reason: "moved",
});

function rowWith(changes: Partial<Row> = {}): Row {
  return {
    PartitionKey: "0f",
    RowKey: "0f".repeat(32),
    identityId: idOf(1),
    resource: "contoso.communication.azure.com",
    createdAt: "2026-01-30T12:00:00.000Z",
    history: [],
    ...changes,
  };
}

const full = rowWith({ deleting: true, history: [past(2), past(3)] });

test.each([
  ["without a history", rowWith()],
  ["with all columns", full],
])("a row %s comes back from the table and from a file as it was", (_, row) => {
  expect(rowOfEntity({ ...entityOfRow(row), etag: "W/1", timestamp: "2026-01-31T12:00:00Z" })).toEqual(row);
  expect(rowOfLine(lineOfRow(row))).toEqual(row);
});

test("a row without a history has no column for it, as older versions write it", () => {
  expect(Object.keys(entityOfRow(rowWith()))).toEqual([
    "partitionKey",
    "rowKey",
    "identityId",
    "resource",
    "createdAt",
  ]);
});

test.each([
  ["no JSON", "{", "not JSON"],
  ["no object", "7", "expected object"],
  ["no RowKey", JSON.stringify({ ...rowWith(), RowKey: undefined }), "RowKey"],
  ["a RowKey in capitals", JSON.stringify({ ...rowWith(), RowKey: "0F".repeat(32) }), "RowKey"],
  ["another partition", JSON.stringify({ ...rowWith(), PartitionKey: "0e" }), "PartitionKey: is not the first two"],
  ["a partition of one digit", JSON.stringify({ ...rowWith(), PartitionKey: "0" }), "PartitionKey"],
  ["no identity", JSON.stringify({ ...rowWith(), identityId: "alice" }), "identityId"],
  [
    "a Teams user's id",
    JSON.stringify({ ...rowWith(), identityId: "8:orgid:7d4e1c00-0000-4000-8000-000000000003" }),
    "is not the id of an ACS identity, but that of a Teams user",
  ],
  ["no date", JSON.stringify({ ...rowWith(), createdAt: "yesterday" }), "createdAt"],
  ["an unknown reason", JSON.stringify({ ...rowWith(), history: [{ ...past(1), reason: "x" }] }), "history.0.reason"],
  [
    "too long a history",
    JSON.stringify({ ...rowWith(), history: Array.from({ length: 51 }, (_, n) => past(n)) }),
    "history",
  ],
  ["what it does not know", JSON.stringify({ ...rowWith(), colour: "red" }), "colour"],
])("a line with %s is malformed, and the fault is named", (_, line, fault) => {
  expect(rowOfLine(line)).toBeInstanceOf(MalformedRowError);
  expect(rowOfLine(line)).toHaveProperty("message", expect.stringContaining(fault));
});

test("a history that is no JSON makes a row of the table malformed", () => {
  const malformed = rowOfEntity({ ...entityOfRow(full), history: "[" });
  expect(malformed).toEqual(new MalformedRowError("history: not JSON"));
});

describe("giving back", () => {
  test("an identity that is given back takes the place of the present one, which goes to the end of the history", () => {
    expect(withIdentity(rowWith({ history: [past(2)] }), idOf(2), NOW)).toEqual(
      rowWith({
        identityId: idOf(2),
        createdAt: "2026-02-01T00:00:00.000Z",
        history: [past(2), { identityId: idOf(1), replacedAt: "2026-02-01T00:00:00.000Z", reason: "restored" }],
      }),
    );
  });

  test("an identity of another resource does not keep the host of the present one's", () => {
    expect(withIdentity(rowWith(), idOf(2, OTHER_RESOURCE), NOW).resource).toBe("");
  });

  test("an identity is not given back to a history of 50, which would lose the oldest", () => {
    const history = Array.from({ length: 50 }, (_, n) => past(n + 2));
    expect(() => withIdentity(rowWith({ history }), idOf(7), NOW)).toThrow(FullHistoryError);
    expect(() => inPlaceOf(rowWith({ identityId: idOf(99) }), rowWith({ history }), NOW)).toThrow(FullHistoryError);
  });
});

describe("replacing", () => {
  const stored = rowWith({ identityId: idOf(9), history: [past(3)] });
  const placed = inPlaceOf(stored, rowWith({ history: [past(2)] }), NOW);

  test("a row of a file in place of the table's keeps both histories, and the identity that the table had", () => {
    expect(placed.identityId).toBe(idOf(1));
    expect(placed.history.map(({ identityId }) => identityId)).toEqual([idOf(2), idOf(3), idOf(9)]);
  });

  test("the row that results says what the file says, so that the same file changes nothing again", () => {
    expect(says(placed, rowWith({ history: [past(2)] }))).toBe(true);
  });
});

test.each([
  ["another identity", { identityId: idOf(4) }],
  ["another date", { createdAt: "2026-01-29T12:00:00.000Z" }],
  ["a deletion under way", { deleting: true }],
  ["a history that the table does not have", { history: [past(2)] }],
])("a row does not say what another with %s says", (_, changes) => {
  expect(says(rowWith(), rowWith(changes))).toBe(false);
});
