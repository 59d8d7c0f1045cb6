/** A field of a protobuf message: its bytes if it is a string or message, its number if it is a varint. */
export type ProtobufFields = ReadonlyMap<number, Buffer | number>;

/** Reads the fields of a message; a repeated field keeps its last value. Undefined for what is no message. */
export const readProtobuf = (bytes: Buffer): ProtobufFields | undefined => {
  const fields = new Map<number, Buffer | number>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) return Number.NaN;
      at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    const number = varint();
    if (Number.isNaN(tag) || Number.isNaN(number)) return undefined;
    if (wire === 0) fields.set(tag >> 3, number);
    else if (wire === 2 && at + number <= bytes.length) {
      fields.set(tag >> 3, bytes.subarray(at, at + number));
      at += number;
    } else return undefined;
  }
  return fields;
};

const MAGIC = Buffer.from("k8s\0");

/** The message inside Kubernetes' envelope (`runtime.Unknown`), or nothing if the bytes are not of it. */
export const openEnvelope = (bytes: Buffer): ProtobufFields | undefined => {
  if (!bytes.subarray(0, 4).equals(MAGIC)) return undefined;
  const raw = readProtobuf(bytes.subarray(4))?.get(2);
  return raw instanceof Buffer ? readProtobuf(raw) : undefined;
};
