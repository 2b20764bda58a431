import { expect, test } from "vitest";
import { bytesText, cpuText, readBytes, readCpu } from "./quantity";

test.each([
  ["4", 4000],
  ["0.5", 500],
  ["500m", 500],
  [" 16 ", 16_000],
  ["", null],
  ["0", null],
  ["4Gi", null],
  ["four", null],
  ["-1", null],
  ["1e3", null],
])("CPU %j is %s millicores", (text, millis) => {
  expect(readCpu(text)).toBe(millis);
});

test.each([
  ["64Gi", 64 * 2 ** 30],
  ["64G", 64e9],
  ["512Mi", 512 * 2 ** 20],
  ["1.5Ti", 1.5 * 2 ** 40],
  ["1000", 1000],
  ["64GB", null],
  ["64 Gi", null],
  ["lots", null],
  ["0Gi", null],
])("%j is %s bytes", (text, bytes) => {
  expect(readBytes(text)).toBe(bytes);
});

test.each([
  [4000, "4"],
  [1500, "1.5"],
  [250, "250m"],
  [12_345, "12345m"],
])("%s millicores are written %j", (millis, text) => {
  expect(cpuText(millis)).toBe(text);
  expect(readCpu(text)).toBe(millis);
});

test.each([
  [64 * 2 ** 30, "64Gi"],
  [2 ** 40, "1Ti"],
  [512 * 2 ** 20, "512Mi"],
  [16e9, "16G"],
  [1001, "1001"],
])("%s bytes are written %j, and read back the same", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
  expect(readBytes(text)).toBe(bytes);
});
