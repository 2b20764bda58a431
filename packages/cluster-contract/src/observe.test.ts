import { describe, expect, test } from "vitest";
import { project, seen, seenEvents } from "./observe.ts";

const uidA = "0d8f1a3e-1111-4222-8333-444455556666";
const uidB = "ffff1a3e-1111-4222-8333-444455556666";

describe("project", () => {
  test("uids become ordinals by appearance, in messages too", () => {
    const observation = { first: { uid: uidB }, second: { uid: uidA }, message: `wanted ${uidA}, have ${uidB}` };
    expect(project(observation, new Map())).toEqual({
      first: { uid: "uid-1" },
      second: { uid: "uid-2" },
      message: "wanted uid-2, have uid-1",
    });
  });

  test("versions become ordinals in numeric order, also under picked paths", () => {
    const observation = {
      late: { "metadata.resourceVersion": "1000" },
      early: { resourceVersion: "99" },
      again: { resourceVersion: "1000" },
    };
    expect(project(observation, new Map())).toEqual({
      late: { "metadata.resourceVersion": "version-2" },
      early: { resourceVersion: "version-1" },
      again: { resourceVersion: "version-2" },
    });
  });

  test("a list's own version and token are only marked as present and do not count among the versions", () => {
    const list = { metadata: { resourceVersion: "5", continue: "abc" }, items: [{ resourceVersion: "9" }] };
    expect(project({ list }, new Map())).toEqual({
      list: {
        metadata: { resourceVersion: "<version>", continue: "<continue>" },
        items: [{ resourceVersion: "version-1" }],
      },
    });
  });

  test("times, addresses, token volumes and made-up names are replaced, the longest name first", () => {
    const aliases = new Map([
      ["c1-node", "<node>"],
      ["c1-node-2", "<other>"],
    ]);
    const observation = {
      at: "2024-05-01T10:00:00Z",
      microTime: "2024-05-01T10:00:00.123456Z",
      podIP: "10.0.3.7",
      volume: "kube-api-access-x7k2p",
      text: "c1-node-2 after c1-node",
      image: "registry.example/app:1.2.3",
    };
    expect(project(observation, aliases)).toEqual({
      at: "<time>",
      microTime: "<time>",
      podIP: "<ip>",
      volume: "kube-api-access-<random>",
      text: "<other> after <node>",
      image: "registry.example/app:1.2.3",
    });
  });

  test("absent facts stay absent", () => {
    expect(project({ present: 1, absent: undefined }, new Map())).toEqual({ present: 1 });
  });
});

describe("seen", () => {
  const answer = (status: number, json: object, headers = {}) => ({
    status,
    headers,
    text: JSON.stringify(json),
    json: json as never,
  });

  test("a refusal is its status, reason, message and details", () => {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "no",
      reason: "NotFound",
      details: { name: "web" },
      code: 404,
    };
    expect(seen(answer(404, status))).toEqual({
      status: 404,
      outcome: "Failure",
      reason: "NotFound",
      message: "no",
      details: { name: "web" },
    });
  });

  test("an object comes without managedFields, or by named paths only, and with its warnings", () => {
    const pod = { kind: "Pod", metadata: { name: "web", managedFields: [{}] } };
    expect(seen(answer(200, pod))).toEqual({ status: 200, object: { kind: "Pod", metadata: { name: "web" } } });
    expect(seen(answer(200, pod, { warning: '299 - "x"' }), ["metadata.name", "spec"])).toEqual({
      status: 200,
      warnings: '299 - "x"',
      object: { "metadata.name": "web" },
    });
  });

  test("events keep their order, type, name and version", () => {
    const object = { metadata: { name: "web", resourceVersion: "7" }, status: { phase: "Running" } };
    expect(seenEvents([{ type: "ADDED", object }], ["status.phase"])).toEqual([
      { type: "ADDED", "metadata.name": "web", "metadata.resourceVersion": "7", "status.phase": "Running" },
    ]);
  });
});
