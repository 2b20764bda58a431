import { BlockList, isIP, isIPv4 } from "node:net";
import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "./field-faults.ts";

/** Addresses and ranges as Kubernetes reads them, in the words of apimachinery/pkg/util/validation/ip.go. */

export type IpFamily = "IPv4" | "IPv6";

/** Undefined where the text is no address. */
export function familyOf(address: string): IpFamily | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? "IPv4" : "IPv6";
}

/** The text without the leading zeros that old software wrote into IPv4 addresses. */
function withoutLeadingZeros(text: string): string {
  return text.replace(/(^|\.)0+(?=\d)/g, "$1");
}

export function addressFaults(address: string, field: string): FieldFault[] {
  if (isIP(address) !== 0) {
    if (!/^::ffff:\d/i.test(address)) return [];
    return [invalidValue(field, address, "must not be an IPv4-mapped IPv6 address")];
  }
  const detail = isIPv4(withoutLeadingZeros(address))
    ? "must not have leading 0s"
    : "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  return [invalidValue(field, address, detail)];
}

const LOOPBACK = blocks(["127.0.0.0/8", "::1/128"]);
const LINK_LOCAL = blocks(["169.254.0.0/16", "fe80::/10"]);
const LINK_LOCAL_MULTICAST = blocks(["224.0.0.0/24", "ff02::/16"]);

/** What an address that traffic is sent to may not be. Source: core/validation (ValidateEndpointIP). */
export function endpointAddressFaults(address: string, field: string): FieldFault[] {
  const within = (list: BlockList): boolean => list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
  const fault = (detail: string): FieldFault[] => [invalidValue(field, address, detail)];
  if (address === "0.0.0.0" || address === "::") return fault(`may not be unspecified (${address})`);
  if (within(LOOPBACK)) return fault("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (within(LINK_LOCAL)) return fault("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (within(LINK_LOCAL_MULTICAST)) {
    return fault("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
  return [];
}

function blocks(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) addRange(list, parseRange(range) as AddressRange);
  return list;
}

function addRange(list: BlockList, { address, bits, family }: AddressRange): void {
  list.addSubnet(address, bits, family === "IPv4" ? "ipv4" : "ipv6");
}

/** `10.0.0.0/8` */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
  readonly family: IpFamily;
}

/** Undefined where the text is no range. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = familyOf(address);
  if (family === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  return bits <= (family === "IPv4" ? 32 : 128) ? { address, bits, family } : undefined;
}

export function rangeFaults(text: string, field: string): FieldFault[] {
  const range = parseRange(text);
  const fault = (detail: string): FieldFault[] => [invalidValue(field, text, detail)];
  if (range === undefined) {
    const [address = "", length = ""] = text.split("/");
    const sloppy = parseRange(`${withoutLeadingZeros(address)}/${length.replace(/^0+(?=\d)/, "")}`);
    return fault(
      sloppy === undefined
        ? "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
        : "must not have leading 0s in IP or prefix length",
    );
  }
  if (/^::ffff:\d/i.test(range.address)) return fault("must not have an IPv4-mapped IPv6 address");
  return addressBits(range) % 2n ** BigInt(width(range) - range.bits) === 0n
    ? []
    : fault("must not have bits set beyond the prefix length");
}

/** True where `inner` is a smaller part of `outer`. */
export function isStrictSubset(inner: AddressRange, outer: AddressRange): boolean {
  if (inner.family !== outer.family || inner.bits <= outer.bits) return false;
  const list = new BlockList();
  addRange(list, outer);
  return list.check(inner.address, inner.family === "IPv4" ? "ipv4" : "ipv6");
}

function width({ family }: AddressRange): number {
  return family === "IPv4" ? 32 : 128;
}

function addressBits({ address, family }: AddressRange): bigint {
  if (family === "IPv4") return BigInt(ipv4Number(address));
  const [head = "", tail] = address.split("::");
  const parts = (text: string): string[] => (text === "" ? [] : text.split(":").flatMap(hexadecimalParts));
  const before = parts(head);
  const after = parts(tail ?? "");
  const middle = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...middle, ...after].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}

/** A part of an IPv6 address; an IPv4 address at its end is two of them. */
function hexadecimalParts(part: string): string[] {
  if (!part.includes(".")) return [part];
  const number = ipv4Number(part);
  return [Math.floor(number / 65_536).toString(16), (number % 65_536).toString(16)];
}

export function ipv4Number(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function ipv4Text(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
