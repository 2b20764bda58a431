import { expect, test } from "vitest";
import { nameInBody, requestAttributes } from "./request-attributes.ts";

function read(request: string): string {
  const [method = "", path = ""] = request.split(" ");
  const { verb, group, resource, subresource, namespace, name } = requestAttributes(method, new URL(path, "http://x"));
  return [verb, group, resource, subresource, namespace, name].map((part) => part || "-").join(" ");
}

test.each([
  ["GET /api/v1/pods", "list - pods - - -"],
  ["GET /api/v1/pods?watch=1", "watch - pods - - -"],
  ["GET /api/v1/pods?watch=true&fieldSelector=metadata.name%3Dweb", "watch - pods - - web"],
  ["GET /api/v1/pods?watch=false", "list - pods - - -"],
  ["GET /api/v1/namespaces/demo/pods/web", "get - pods - demo web"],
  ["GET /api/v1/namespaces/demo/pods/web/log?tailLines=1", "get - pods log demo web"],
  ["POST /api/v1/namespaces/demo/pods", "create - pods - demo -"],
  ["POST /api/v1/namespaces/demo/pods/web/eviction", "create - pods eviction demo web"],
  ["PATCH /api/v1/namespaces/demo/pods/web/resize", "patch - pods resize demo web"],
  ["PUT /api/v1/nodes/gpu-1/status", "update - nodes status - gpu-1"],
  ["DELETE /api/v1/namespaces/demo/pods/web", "delete - pods - demo web"],
  ["DELETE /api/v1/namespaces/demo/pods", "deletecollection - pods - demo -"],
  ["GET /api/v1/namespaces", "list - namespaces - - -"],
  ["GET /api/v1/namespaces/demo", "get - namespaces - - demo"],
  ["PUT /api/v1/namespaces/demo/finalize", "update - namespaces finalize - demo"],
  [
    "GET /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/gpu-1",
    "get coordination.k8s.io leases - kube-node-lease gpu-1",
  ],
  [
    "GET /api/v1/namespaces/demo/pods?fieldSelector=status.phase%3DRunning,metadata.name%3D%3Dweb",
    "list - pods - demo web",
  ],
  ["GET /version", "get - - - - -"],
  ["GET /api/v1", "get - - - - -"],
  ["GET /apis/apps/v1", "get - - - - -"],
])("%s is %s", (request, expected) => {
  expect(read(request)).toBe(expected);
});

test.each([
  ['{"metadata":{"name":"web"}}', "web"],
  ['{"metadata":{"generateName":"web-"}}', ""],
  ['{"metadata":{"name":7}}', ""],
  ["null", ""],
  ["k8s\u0000", ""],
])("the name in the body %j is %j", (body, expected) => {
  expect(nameInBody(Buffer.from(body))).toBe(expected);
});
