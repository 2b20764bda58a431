import { describe, expect, it } from "vitest";
import { inPlainWords } from "./plain-words.ts";

describe("inPlainWords", () => {
  it("says what a known reason means and keeps the cluster's sentence", () => {
    const words = inPlainWords("Unschedulable", "0/8 nodes are available: 8 Insufficient nvidia.com/gpu.");
    expect(words).toContain("No server can take it now.");
    expect(words).toContain("The cluster says: 0/8 nodes are available");
  });

  it("reads apart what kubectl composes", () => {
    expect(inPlainWords("Init:ImagePullBackOff", null)).toMatch(/^In an init container: The image could not be loaded/);
    expect(inPlainWords("Init:1/2", null)).toBe("1/2 of its init containers are done.");
    expect(inPlainWords("ExitCode:3", null)).toContain("exit code 3");
    expect(inPlainWords("Signal:9", null)).toContain("signal 9");
    expect(inPlainWords("OutOfnvidia.com/gpu", null)).toContain("nvidia.com/gpu");
  });

  it("gives an unknown reason as it is, and nothing for nothing", () => {
    expect(inPlainWords("SomethingNew", null)).toBe("Kubernetes says SomethingNew.");
    expect(inPlainWords(null, null)).toBeNull();
    expect(inPlainWords(null, "a bare sentence")).toBe("a bare sentence");
  });
});
