import type { CoreV1Event } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { podEventsOf } from "./pod-events.ts";

test("events stand with the oldest first, and within a second as the cluster lists them, however exact their times are", () => {
  const listed = [
    event("Scheduled", { eventTime: "2030-01-01T00:00:00.900Z" }),
    event("Pulling", { lastTimestamp: "2030-01-01T00:00:00Z" }),
    event("BackOff", { lastTimestamp: "2030-01-01T00:00:09Z" }),
    event("Failed", { lastTimestamp: "2030-01-01T00:00:01Z" }),
  ];
  expect(podEventsOf(listed).map(({ reason }) => reason)).toEqual(["Scheduled", "Pulling", "Failed", "BackOff"]);
});

/** As JSON has it: times are texts. */
function event(reason: string, times: Record<string, string>): CoreV1Event {
  return { reason, ...times } as unknown as CoreV1Event;
}
