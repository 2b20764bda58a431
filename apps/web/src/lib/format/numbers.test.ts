import { describe, expect, test } from "vitest";
import { formatBytes, formatCores, formatGib, formatMillicores, plural } from "./numbers";

describe("amounts as people read them", () => {
  test.each([
    [64 * 1024 ** 3, "64 GiB"],
    [256 * 1024 ** 2, "0.25 GiB"],
    [1_000_000_000, "0.93 GiB"],
    [1523.46 * 1024 ** 3, "1,523.5 GiB"],
    [0, "0 GiB"],
    ["35184372088832000", "32,768,000 GiB"],
  ])("%s bytes are %s", (bytes, text) => {
    expect(formatGib(bytes)).toBe(text);
  });

  test("bytes beyond 2^53 keep every digit", () => {
    expect(formatBytes("9007199254740993")).toBe("9,007,199,254,740,993 bytes");
  });

  test.each([
    [1000, "1 core"],
    [500, "0.5 cores"],
    [16_000, "16 cores"],
    [128_250, "128.3 cores"],
    [0, "0 cores"],
  ])("%s millicores are %s", (millis, text) => {
    expect(formatCores(millis)).toBe(text);
  });

  test("exact values and plurals", () => {
    expect(formatMillicores(128_250)).toBe("128,250 millicores");
    expect(plural(1, "pod")).toBe("1 pod");
    expect(plural(2000, "pod")).toBe("2,000 pods");
  });
});
