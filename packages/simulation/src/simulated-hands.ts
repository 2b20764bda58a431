import type { Need } from "@resource-manager/domain/model/amounts";
import { type Action, keyOf, NAMES, SERVERS } from "./simulated-stage.ts";
import { BIG, GIB } from "./world.ts";

const SMALL: Need = { ...BIG, gpus: 4, cpuMillis: 16_000, ramBytes: 64 * GIB };

/** What that server has when it is whole. */
export function wholeServer(name: string): Need {
  return name === "c" ? SMALL : BIG;
}

const deleteBesideUs: Action = {
  name: "kubectl delete",
  weight: 2,
  run: async ({ world, random, witness, view }) => {
    const name = random.pick(NAMES);
    const pod = world.cluster.pod(keyOf(name));
    if (!pod) return `${name} is not there`;
    const server = pod.server === null ? null : world.cluster.server(pod.server);
    // On a dead server nobody forces it before they have seen that the server is dead.
    if (server && server.ready !== "READY" && view.server(server.name)?.ready === "READY") return `${name} hesitates`;
    witness.disowns(pod.uid);
    world.cluster.deleteBesideUs(pod);
    return `${name}${server?.ready === "READY" ? "" : " by force"}`;
  },
};

const editBesideUs: Action = {
  name: "kubectl edit",
  weight: 1,
  run: async ({ world, random }) => {
    const name = random.pick(NAMES);
    const pod = world.cluster.pod(keyOf(name));
    if (!pod?.mark || pod.terminal || pod.deletionRequestedAt) return `${name} is not there`;
    world.cluster.editPod(pod, { image: "registry.example/edited:1" });
    return `${name}'s image`;
  },
};

const makeForeign: Action = {
  name: "somebody runs a pod",
  weight: 1,
  run: async ({ world, random, witness }) => {
    const name = random.pick([...NAMES, "x0", "x1"]);
    const server = random.pick(SERVERS);
    if (world.cluster.pod(keyOf(name)) || !world.cluster.server(server)) return `${name} cannot`;
    const resources = { gpus: random.below(3), cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0 };
    const spec = {
      image: "registry.example/theirs:1",
      command: [],
      env: [],
      ports: [],
      resources,
      restartPolicy: "ALWAYS" as const,
      gpuModels: [],
      server: null,
    };
    const mark = { installationId: "", podId: "", allocationId: "", team: "", owner: "" };
    const pod = world.cluster.putPod({ ...keyOf(name), spec, server, mark, version: 1, foreign: true });
    witness.owns(pod);
    return `${name} on ${server}`;
  },
};

const podEnds: Action = {
  name: "a pod",
  weight: 2,
  run: async ({ world, random }) => {
    const name = random.pick(NAMES);
    const pod = world.cluster.pod(keyOf(name));
    if (!pod?.mark || pod.status !== "RUNNING") return `${name} does not run`;
    const [status, reason] = random.pick([
      ["SUCCEEDED", "Completed"],
      ["FAILED", "Evicted"],
      ["FAILED", "OOMKilled"],
    ] as const);
    world.cluster.endPod(pod, status, reason);
    return `${name} ${reason}`;
  },
};

const resizes: Action = {
  name: "kubelets",
  weight: 1,
  run: async ({ world, random }) => {
    world.cluster.resizeAnswer = random.pick(["APPLY", "APPLY", "DEFER", "INFEASIBLE"]);
    return `answer resizes with ${world.cluster.resizeAnswer}`;
  },
};

const admission: Action = {
  name: "admission",
  weight: 1,
  run: async ({ world, random }) => {
    world.cluster.refuseCreates = random.chance(0.3) ? "forbidden: a policy" : null;
    return world.cluster.refuseCreates ?? "takes all";
  },
};

const serverTrouble: Action = {
  name: "server",
  weight: 3,
  run: async ({ world, random }) => {
    const name = random.pick(SERVERS);
    const whole = wholeServer(name);
    const patch = random.pick([
      { ready: "NOT_READY" },
      { ready: "READY" },
      { cordoned: true },
      { cordoned: false },
      { allocatable: { ...whole, gpus: whole.gpus / 2 } },
      { allocatable: whole },
    ] as const);
    if (!world.cluster.server(name)) return `${name} is not there`;
    world.cluster.editServer(name, patch);
    return `${name} ${JSON.stringify(patch)}`;
  },
};

const serverReplaced: Action = {
  name: "server",
  weight: 1,
  run: async ({ world, random, witness }) => {
    const name = random.pick(SERVERS);
    if (!world.cluster.server(name)) world.cluster.addServer(name, wholeServer(name));
    else if (random.chance(0.3)) {
      witness.serverGone(world.cluster.podsOn(name));
      world.cluster.removeServer(name);
    }
    return `${name} comes or goes`;
  },
};

const clusterTrouble: Action = {
  name: "the API server",
  weight: 2,
  run: async ({ random, setTrouble }) => {
    const rate = random.pick([0, 0, 0.3, 1]);
    setTrouble(rate);
    return `fails ${rate * 100} % of calls`;
  },
};

const watchTrouble: Action = {
  name: "the watch",
  weight: 2,
  run: async ({ random, view }) => {
    const what = random.pick(["is late", "is prompt", "is dead", "is back"] as const);
    if (what === "is late") view.lagBy(100 + random.below(5_000));
    if (what === "is prompt") view.lagBy(0);
    if (what === "is dead") view.cut();
    if (what === "is back") view.restore();
    return what;
  },
};

const crash: Action = {
  name: "our process",
  weight: 2,
  run: async ({ restart }) => {
    await restart();
    return "dies and starts again";
  },
};

/** What others do with kubectl, what servers and kubelets do, and what goes wrong. */
export const HANDS_AND_WEATHER: readonly Action[] = [
  deleteBesideUs,
  editBesideUs,
  makeForeign,
  podEnds,
  resizes,
  admission,
  serverTrouble,
  serverReplaced,
  clusterTrouble,
  watchTrouble,
  crash,
];
