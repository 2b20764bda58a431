import { describe, expect, it } from "vitest";
import { restrictedViolations } from "./restricted-violations.ts";

const container = {
  name: "main",
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};
const secured = (security: object) => ({
  ...container,
  securityContext: { ...container.securityContext, ...security },
});

describe("what restricted has against a pod", () => {
  it("is nothing where everything is asked for that it wants", () => {
    expect(restrictedViolations(pod)).toEqual([]);
  });

  it("is everything at once that a bare pod leaves open", () => {
    expect(restrictedViolations({ containers: [{ name: "main" }] })).toEqual([
      "container main may gain privileges",
      "container main keeps capabilities",
      "container main may run as root",
      "container main has no seccomp profile",
    ]);
  });

  it.each(["hostNetwork", "hostPID", "hostIPC"])("names %s", (name) => {
    expect(restrictedViolations({ ...pod, [name]: true })).toEqual([`${name} is on`]);
    expect(restrictedViolations({ ...pod, [name]: false })).toEqual([]);
  });

  it.each(["hostPath", "nfs", "iscsi"])("names a volume of the kind %s", (kind) => {
    const volumes = [{ name: "data", [kind]: {} }];
    expect(restrictedViolations({ ...pod, volumes })).toEqual(["volume data is of a kind that is not allowed"]);
  });

  it.each(["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"])(
    "lets a volume of the kind %s pass",
    (kind) => expect(restrictedViolations({ ...pod, volumes: [{ name: "data", [kind]: {} }] })).toEqual([]),
  );

  it.each([
    ["is privileged", { privileged: true }],
    ["may gain privileges", { allowPrivilegeEscalation: true }],
    ["keeps capabilities", { capabilities: { drop: ["CHOWN"] } }],
    ["adds capabilities", { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE", "SYS_ADMIN"] } }],
    ["may run as root", { runAsNonRoot: false }],
    ["may run as root", { runAsUser: 0 }],
    ["has no seccomp profile", { seccompProfile: { type: "Unconfined" } }],
  ])("names a container that %s", (words, security) => {
    expect(restrictedViolations({ ...pod, containers: [secured(security)] })).toEqual([`container main ${words}`]);
  });

  it("names a port of the server, and no port of the pod", () => {
    const ports = (port: object) => ({ ...pod, containers: [{ ...container, ports: [port] }] });
    expect(restrictedViolations(ports({ containerPort: 80, hostPort: 80 }))).toEqual([
      "container main takes ports of the server",
    ]);
    expect(restrictedViolations(ports({ containerPort: 80 }))).toEqual([]);
  });

  it("lets the one capability pass that Kubernetes does", () => {
    const capabilities = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] };
    expect(restrictedViolations({ ...pod, containers: [secured({ capabilities })] })).toEqual([]);
  });

  it("a container's own setting holds before the pod's, either way", () => {
    const own = secured({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "Localhost" } });
    const open = { securityContext: { runAsNonRoot: false, runAsUser: 0 }, containers: [own] };
    expect(restrictedViolations(open)).toEqual([]);
    expect(restrictedViolations({ ...pod, securityContext: { ...pod.securityContext, runAsUser: 0 } })).toEqual([
      "container main may run as root",
    ]);
  });

  it.each(["initContainers", "ephemeralContainers"])("looks at %s, too", (list) => {
    const found = restrictedViolations({ ...pod, [list]: [{ ...secured({ privileged: true }), name: "other" }] });
    expect(found).toEqual(["container other is privileged"]);
  });

  it.each([null, undefined, "text", [], 7])("takes a spec that is none (%j) for a pod without containers", (spec) => {
    expect(restrictedViolations(spec)).toEqual([]);
  });
});
