import { DecodeError } from "./decode.ts";
import { definition, type Field, type FieldType, hasDefinition } from "./schema.ts";

/**
 * Objects as Go clients may send them. The result has the shape of the object's JSON and is yet to be decoded as such.
 * Source: apimachinery/pkg/runtime/serializer/protobuf (the envelope) and the `protobuf` tags of the Go types.
 */

const MAGIC = Buffer.from("k8s\0");

type Fields = Record<string, unknown>;

/** Reads the envelope and the object in it: `{ apiVersion, kind, … }`. Throws `DecodeError`. */
export function readProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    throw new DecodeError("provided data does not appear to be a protobuf message");
  const envelope = readMessage(body.subarray(MAGIC.length));
  const typeMeta = readMessage(bytesOf(envelope.get(1)?.[0]));
  const apiVersion = bytesOf(typeMeta.get(1)?.[0]).toString("utf8");
  const kind = bytesOf(typeMeta.get(2)?.[0]).toString("utf8");
  const schema = schemaOf(apiVersion, kind);
  if (!hasDefinition(schema)) throw new DecodeError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { apiVersion, kind, ...readStruct(schema, bytesOf(envelope.get(2)?.[0])) };
}

function schemaOf(apiVersion: string, kind: string): string {
  if (kind === "DeleteOptions") return "meta.v1.DeleteOptions";
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  return `${group.split(".")[0]}.${version}.${kind}`;
}

/** Each field's values by its number: numbers for varints and doubles, bytes for everything else. */
type Message = ReadonlyMap<number, readonly (bigint | number | Buffer)[]>;

function readMessage(bytes: Buffer): Message {
  const fields = new Map<number, (bigint | number | Buffer)[]>();
  const reader = new Reader(bytes);
  while (!reader.done) {
    const tag = Number(reader.varint());
    const value = reader.value(tag & 7);
    const values = fields.get(tag >>> 3);
    if (values === undefined) fields.set(tag >>> 3, [value]);
    else values.push(value);
  }
  return fields;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new DecodeError("unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new DecodeError("proto: integer overflow");
  }

  value(wireType: number): bigint | number | Buffer {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.#take(8).readDoubleLE(0);
      case 2:
        return this.#take(Number(this.varint()));
      case 5:
        return this.#take(4).readFloatLE(0);
      default:
        throw new DecodeError(`proto: illegal wireType ${wireType}`);
    }
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new DecodeError("unexpected EOF");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

function bytesOf(value: bigint | number | Buffer | undefined): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

function readStruct(schema: string, bytes: Buffer): Fields {
  const messages = new Map<string, Message>([["", readMessage(bytes)]]);
  const result: Fields = {};
  for (const field of definition(schema).fields) {
    const values = valuesOf(messages, field.number.split(".").map(Number));
    if (values.length > 0) result[field.name] = readField(field, values);
  }
  return result;
}

/** Follows `2.5` into the message in field 2; the last message wins where there are several. */
function valuesOf(messages: Map<string, Message>, path: readonly number[]): readonly (bigint | number | Buffer)[] {
  let at = "";
  for (const number of path.slice(0, -1)) {
    const inner = `${at}.${number}`;
    if (!messages.has(inner)) messages.set(inner, readMessage(bytesOf(messages.get(at)?.get(number)?.at(-1))));
    at = inner;
  }
  return messages.get(at)?.get(path.at(-1) as number) ?? [];
}

function readField(field: Field, values: readonly (bigint | number | Buffer)[]): unknown {
  const { type } = field;
  if (type.kind === "list") return values.map((value) => readValue(type.of, value));
  if (type.kind !== "map") return readValue(type, values.at(-1) as bigint | number | Buffer);
  return Object.fromEntries(
    values.map((value) => {
      const entry = readMessage(bytesOf(value));
      return [bytesOf(entry.get(1)?.[0]).toString("utf8"), readValue(type.of, entry.get(2)?.[0] ?? Buffer.alloc(0))];
    }),
  );
}

function readValue(type: FieldType, value: bigint | number | Buffer): unknown {
  switch (type.kind) {
    case "string":
      return bytesOf(value).toString("utf8");
    case "bool":
      return Number(value) !== 0;
    case "int32":
    case "int64":
      return Number(BigInt.asIntN(64, BigInt(value as bigint | number)));
    case "float64":
      return Number(value);
    case "bytes":
      return bytesOf(value).toString("base64");
    case "quantity":
      return bytesOf(readMessage(bytesOf(value)).get(1)?.[0]).toString("utf8") || "0";
    case "time":
    case "microtime":
      return readTime(readMessage(bytesOf(value)));
    case "intorstring": {
      const message = readMessage(bytesOf(value));
      const isText = Number(message.get(1)?.[0] ?? 0) === 1;
      return isText ? bytesOf(message.get(3)?.[0]).toString("utf8") : Number(message.get(2)?.[0] ?? 0);
    }
    case "any":
      return JSON.parse(bytesOf(readMessage(bytesOf(value)).get(1)?.[0]).toString("utf8") || "null");
    case "struct":
      return readStruct(type.name, bytesOf(value));
    default:
      throw new DecodeError(`proto: a ${type.kind} cannot stand in another`);
  }
}

function readTime(message: Message): string | null {
  const seconds = Number(message.get(1)?.[0] ?? 0);
  const nanos = Number(message.get(2)?.[0] ?? 0);
  if (seconds === 0 && nanos === 0) return null;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, "0")}Z`;
}
