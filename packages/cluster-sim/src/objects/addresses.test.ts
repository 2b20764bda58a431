import { describe, expect, test } from "vitest";
import { addressFaults, endpointAddressFaults, isStrictSubset, parseRange, rangeFaults } from "./addresses.ts";

describe("addresses", () => {
  test.each(["10.96.0.1", "fd00::1", "::1"])("%s is one", (address) => {
    expect(addressFaults(address, "ip")).toEqual([]);
  });

  test.each([
    ["10.96.0", "must be a valid IP address"],
    ["10.96.0.01", "must not have leading 0s"],
    ["::ffff:1.2.3.4", "must not be an IPv4-mapped IPv6 address"],
  ])("%s: %s", (address, why) => {
    expect(addressFaults(address, "ip")[0]?.message).toContain(why);
  });

  test.each(["0.0.0.0", "127.1.2.3", "169.254.1.1", "224.0.0.7", "::1", "fe80::1", "ff02::1"])(
    "nothing is sent to %s",
    (address) => expect(endpointAddressFaults(address, "ip")).toHaveLength(1),
  );
});

describe("ranges", () => {
  test.each(["10.0.0.0/8", "0.0.0.0/0", "fd00::/8", "2001:db8::/64", "10.1.2.3/32"])("%s is one", (range) => {
    expect(rangeFaults(range, "cidr")).toEqual([]);
  });

  test.each([
    ["10.0.0.0/33", "must be a valid CIDR value"],
    ["10.0.0.1", "must be a valid CIDR value"],
    ["10.0.0.0/08", "must not have leading 0s"],
    ["10.1.0.0/8", "must not have bits set beyond the prefix length"],
    ["fd00::1/8", "must not have bits set beyond the prefix length"],
  ])("%s: %s", (range, why) => {
    expect(rangeFaults(range, "cidr")[0]?.message).toContain(why);
  });

  test.each([
    ["10.1.0.0/16", "10.0.0.0/8", true],
    ["10.0.0.0/8", "10.0.0.0/8", false],
    ["11.0.0.0/16", "10.0.0.0/8", false],
    ["fd00:1::/32", "fd00::/8", true],
    ["fd00:1::/32", "10.0.0.0/8", false],
  ])("%s is a strict part of %s: %s", (inner, outer, expected) => {
    const [a, b] = [parseRange(inner), parseRange(outer)];
    expect(a !== undefined && b !== undefined && isStrictSubset(a, b)).toBe(expected);
  });
});
