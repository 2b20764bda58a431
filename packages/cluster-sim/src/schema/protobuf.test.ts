import { expect, test } from "vitest";
import { decodeAs } from "./decode.ts";
import { readProtobuf } from "./protobuf.ts";

const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value));
const bytes = (number: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(value.length), value]);
const whole = (number: number, value: number): Buffer => Buffer.concat([Buffer.from([number << 3]), varint(value)]);
const message = (number: number, ...fields: Buffer[]): Buffer => bytes(number, Buffer.concat(fields));

function varint(value: number): Buffer {
  const result: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    result.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(result);
}

function envelope(apiVersion: string, kind: string, ...fields: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("k8s\0"), message(1, text(1, apiVersion), text(2, kind)), message(2, ...fields)]);
}

test("an object as a Go client sends it is the same as its JSON", () => {
  const metadata = message(1, text(1, "web"), text(3, "team"), message(11, text(1, "app"), text(2, "web")));
  const resources = message(8, message(1, text(1, "cpu"), message(2, text(1, "2"))));
  const container = message(2, text(1, "main"), text(2, "app:1"), text(3, "sh"), text(3, "-c"), resources);
  // A volume's source is a message of its own here, and flattened in JSON.
  const volume = message(1, text(1, "scratch"), message(2, message(2, text(1, "Memory"))));
  const spec = message(2, volume, container, whole(4, -1), whole(11, 1));
  expect(readProtobuf(envelope("v1", "Pod", metadata, spec))).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "team", labels: { app: "web" } },
    spec: {
      volumes: [{ name: "scratch", emptyDir: { medium: "Memory" } }],
      containers: [{ name: "main", image: "app:1", command: ["sh", "-c"], resources: { limits: { cpu: "2" } } }],
      terminationGracePeriodSeconds: -1,
      hostNetwork: true,
    },
  });
});

test("bytes, times and groups are read", () => {
  const data = message(2, text(1, "key"), bytes(2, Buffer.from([0, 255])));
  const secret = readProtobuf(envelope("v1", "Secret", message(1, text(1, "s")), data));
  expect(decodeAs("core.v1.Secret", { data: secret.data }).object.data).toEqual({ key: "AP8=" });
  const renewed = message(3, whole(1, 1_767_225_600), whole(2, 123_456_000));
  const lease = readProtobuf(
    envelope("coordination.k8s.io/v1", "Lease", message(1, text(1, "l")), message(2, renewed)),
  );
  expect(lease.spec).toMatchObject({ acquireTime: "2026-01-01T00:00:00.123456Z" });
});

test.each([
  ["nothing of the kind", Buffer.from("hello")],
  ["an unknown kind", envelope("v1", "Frob", text(1, "x"))],
  ["a cut message", envelope("v1", "Pod", message(1, text(1, "web"))).subarray(0, -2)],
])("%s is refused", (_name, body) => {
  expect(() => readProtobuf(body)).toThrow(/protobuf|no kind|EOF/);
});
