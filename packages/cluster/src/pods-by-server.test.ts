import { expect, test } from "vitest";
import { rawPod } from "../tests/support/objects.ts";
import { projectPod } from "./observed-pod.ts";
import { PodsByServer } from "./pods-by-server.ts";

function pod(uid: string, server: string | undefined) {
  const projected = projectPod(rawPod({ uid, spec: { nodeName: server } }), "nvidia.com/gpu");
  if (projected === null) {
    throw new Error("the fixture is no pod");
  }
  return projected;
}

test("knows the pods of a server, and forgets them", () => {
  const index = new PodsByServer();
  const [one, two] = [pod("1", "a"), pod("2", "a")];
  index.put("ns/one", one);
  index.put("ns/two", two);
  index.put("ns/waiting", pod("3", undefined));
  expect(index.on("a")).toEqual([one, two]);
  index.remove("ns/one", one);
  expect(index.on("a")).toEqual([two]);
  index.remove("ns/two", two);
  expect(index.on("a")).toEqual([]);
});

test("a list that was handed out does not change any more", () => {
  const index = new PodsByServer();
  index.put("ns/one", pod("1", "a"));
  const before = index.on("a");
  index.put("ns/two", pod("2", "a"));
  expect(before).toHaveLength(1);
  expect(index.on("a")).toHaveLength(2);
});

test("removing an older pod of the same name leaves the newer one", () => {
  const index = new PodsByServer();
  const newer = pod("2", "a");
  index.put("ns/one", newer);
  index.remove("ns/one", pod("1", "a"));
  expect(index.on("a")).toEqual([newer]);
});

test("replaceAll forgets what was", () => {
  const index = new PodsByServer();
  index.put("ns/one", pod("1", "a"));
  index.replaceAll(new Map([["ns/two", pod("2", "b")]]));
  expect(index.on("a")).toEqual([]);
  expect(index.on("b")).toHaveLength(1);
});
