import { describe, expect, test } from "vitest";
import type { Endpoint, EndpointSlice } from "../../objects/endpoint-slice.ts";
import { planSlices, type SlicePlan } from "./slice-plan.ts";

const PORTS = [{ name: "", protocol: "TCP", port: 80 }];

function endpoint(uid: string, ready = true): Endpoint {
  return { addresses: [`10.0.0.${uid}`], conditions: { ready }, targetRef: { kind: "Pod", uid } };
}

function slice(name: string, endpoints: Endpoint[] | null, ports: EndpointSlice["ports"] = PORTS): EndpointSlice {
  return { metadata: { name }, addressType: "IPv4", endpoints, ports } as unknown as EndpointSlice;
}

function many(from: number, to: number): Endpoint[] {
  return Array.from({ length: to - from }, (_, index) => endpoint(String(from + index)));
}

function shape({ create, update, remove }: SlicePlan): unknown {
  return {
    create: create.map(({ endpoints }) => endpoints?.length ?? 0),
    update: update.map(({ slice: { metadata }, content }) => [metadata.name, content.endpoints?.length ?? 0]),
    remove: remove.map(({ metadata }) => metadata.name),
  };
}

describe("the plan for a service's slices", () => {
  test("without endpoints there is one empty slice", () => {
    expect(shape(planSlices([], []))).toEqual({ create: [0], update: [], remove: [] });
  });

  test("what is as it should be is left alone", () => {
    const empty = slice("a", null, null);
    expect(shape(planSlices([], [empty]))).toEqual({ create: [], update: [], remove: [] });
    const full = slice("a", many(0, 3));
    expect(shape(planSlices([{ ports: PORTS, endpoints: many(0, 3) }], [full]))).toEqual({
      create: [],
      update: [],
      remove: [],
    });
  });

  test("a changed endpoint changes its slice only", () => {
    const slices = [slice("a", many(0, 100)), slice("b", many(100, 150))];
    const endpoints = [...many(0, 100), endpoint("100", false), ...many(101, 150)];
    expect(shape(planSlices([{ ports: PORTS, endpoints }], slices))).toEqual({
      create: [],
      update: [["b", 50]],
      remove: [],
    });
  });

  test("new endpoints fill the room that there is before a slice is made", () => {
    const slices = [slice("a", many(0, 90))];
    expect(shape(planSlices([{ ports: PORTS, endpoints: many(0, 220) }], slices))).toEqual({
      create: [100, 20],
      update: [["a", 100]],
      remove: [],
    });
  });

  test("other ports make the slice another one rather than a new one", () => {
    const other = [{ ports: [{ ...PORTS[0], port: 81 }], endpoints: many(0, 2) }];
    expect(shape(planSlices(other, [slice("a", many(0, 2))]))).toEqual({
      create: [],
      update: [["a", 2]],
      remove: [],
    });
  });

  test("slices that nobody needs go, but for the last, which becomes empty", () => {
    const slices = [slice("a", many(0, 100)), slice("b", many(100, 120))];
    expect(shape(planSlices([], slices))).toEqual({ create: [], update: [["b", 0]], remove: ["a"] });
  });
});
