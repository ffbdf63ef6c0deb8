/** The fields of a Protocol Buffers message, by number: of each the values in order, as they are on the wire. */
export type Fields = ReadonlyMap<number, readonly Value[]>;

/** A length-delimited field is bytes; a number is one of 64 bits, whatever its type. */
type Value = Buffer | bigint;

/** @throws RangeError when the message is cut off, or none */
export function readProtobuf(message: Buffer): Fields {
  const fields = new Map<number, Value[]>();
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    const { value, end } = readValue(message, tag.end, Number(tag.value & 7n));
    const number = Number(tag.value >> 3n);
    fields.set(number, [...(fields.get(number) ?? []), value]);
    at = end;
  }
  return fields;
}

function readValue(message: Buffer, at: number, wireType: number): { value: Value; end: number } {
  switch (wireType) {
    case 0:
      return readVarint(message, at);
    case 1:
      return { value: message.readBigUInt64LE(at), end: at + 8 };
    case 2: {
      const { value: length, end: start } = readVarint(message, at);
      const end = start + Number(length);
      if (end > message.length) {
        throw new RangeError("The message is cut off.");
      }
      return { value: message.subarray(start, end), end };
    }
    case 5:
      return { value: BigInt(message.readUInt32LE(at)), end: at + 4 };
    default:
      throw new RangeError(`There is no wire type ${wireType}.`);
  }
}

function readVarint(message: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; ; at++, shift += 7n) {
    const byte = message.readUInt8(at);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return { value, end: at + 1 };
    }
  }
}

/** The messages in a repeated field. */
export function messagesIn(fields: Fields, number: number): Fields[] {
  return bytesIn(fields, number).map(readProtobuf);
}

/** The text of a field; empty where there is none, as is the format's default. */
export function textIn(fields: Fields, number: number): string {
  return bytesIn(fields, number).join("");
}

export function hexIn(fields: Fields, number: number): string {
  return Buffer.concat(bytesIn(fields, number)).toString("hex");
}

export function numberIn(fields: Fields, number: number): number {
  const value = fields.get(number)?.at(-1);
  return typeof value === "bigint" ? Number(value) : 0;
}

function bytesIn(fields: Fields, number: number): Buffer[] {
  return (fields.get(number) ?? []).filter((value) => typeof value !== "bigint");
}
