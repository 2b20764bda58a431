import { expect, test } from "vitest";
import { ownerText, podSeverity } from "./pod-looks";

test("a service account is told by its name first; people are told as they are called", () => {
  expect(ownerText("service account nightly of team test-team")).toBe("nightly (service account)");
  expect([ownerText("ann"), ownerText("service account")]).toEqual(["ann", "service account"]);
});

test("a pod that is being started is no trouble; one whose image cannot be pulled is", () => {
  expect(podSeverity("PENDING", "ContainerCreating")).toBe("info");
  expect(podSeverity("PENDING", "ImagePullBackOff")).toBe("warning");
  expect(podSeverity("FAILED", "OOMKilled")).toBe("error");
});
