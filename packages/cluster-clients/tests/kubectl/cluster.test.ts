import { parkedPod, pinnedPod, podsPath } from "@resource-manager/cluster-contract/manifests";
import { describe, expect } from "vitest";
import { hidden } from "../support/kubectl-session.ts";
import { kubectlTests } from "../support/kubectl-test.ts";

const { transcript, onBoth } = await kubectlTests();

const named = (node: string) => `get node ${node}`;

describe("kubectl wait", () => {
  transcript(
    "wait",
    "waits for conditions, paths and deletion, and gives up in time",
    async ({ session, context, namespace }) => {
      const node = await context.server();
      await context.create(podsPath(namespace), pinnedPod("web", node));
      await session.type("wait --for=condition=Ready pod/web --timeout=30s");
      await session.type("wait --for=jsonpath={.status.phase}=Running pod/web --timeout=30s");
      await session.type("wait --for=condition=Ready=false pod/web --timeout=1s");
      await session.type("delete pod web --wait=false");
      await session.type("wait --for=delete pod/web --timeout=30s", { show: hidden });
      await session.type("wait --for=condition=Ready pod/web --timeout=1s");
      await session.type("wait --for=create pod/later --timeout=1s");
    },
  );
});

describe("kubectl logs", () => {
  onBoth("prints as many lines as are asked for, and follows", async ({ session, context, namespace }) => {
    const node = await context.server();
    await context.create(podsPath(namespace), pinnedPod("web", node));
    await session.type("wait --for=condition=Ready pod/web --timeout=30s");
    expect((await session.type("logs web --tail=1")).stdout.trim().split("\n")).toHaveLength(1);
    expect((await session.type("logs web -c main")).stdout).not.toBe("");
    const follow = session.start("logs web -f --tail=1");
    await follow.until("a line", (printed) => printed.includes("\n"));
    await follow.stop();
  });

  transcript("logs-refused", "says why there is no log", async ({ session, context, namespace }) => {
    await context.create(podsPath(namespace), parkedPod("waiting"));
    await session.type("logs waiting");
    await session.type("logs waiting -c sidecar");
    await session.type("logs nothing");
    await session.type("logs waiting --tail=-5");
  });
});

describe("kubectl for those who look after servers", () => {
  transcript("cordon", "cordons and uncordons, and new pods stay away", async ({ session, context, namespace }) => {
    const node = await context.server();
    await session.type(`cordon ${node}`);
    await session.type(`cordon ${node}`);
    await session.type(
      `wait --for=jsonpath={.spec.taints[0].key}=node.kubernetes.io/unschedulable node/${node} --timeout=20s`,
    );
    await session.type(
      `${named(node)} -o custom-columns=NAME:.metadata.name,CORDONED:.spec.unschedulable,TAINTS:.spec.taints[*].key`,
    );
    await context.create(podsPath(namespace), pinnedPod("web", node));
    await session.type("wait --for=condition=PodScheduled=false pod/web --timeout=30s");
    await session.type(`get pod web -o 'jsonpath={.status.conditions[?(@.type=="PodScheduled")].message}'`);
    await session.type(`uncordon ${node}`);
    await session.type("wait --for=condition=Ready pod/web --timeout=30s");
    await session.type("cordon no-such-node");
  });

  transcript(
    "drain",
    "refuses to drain bare pods, evicts them by force, and leaves the node cordoned",
    async ({ session, context, namespace }) => {
      const [node, other] = [await context.server(), await context.server({}, "other")];
      await context.create(podsPath(namespace), pinnedPod("one", node));
      await context.create(podsPath(namespace), pinnedPod("two", node));
      await context.create(podsPath(namespace), pinnedPod("elsewhere", other));
      await session.type("wait --for=condition=Ready pod --all --timeout=30s");
      await session.type(`drain ${node}`, { show: hidden });
      const drained = await session.type(`drain ${node} --force --timeout=60s`, { show: sortedLines });
      expect(drained.exitCode).toBe(0);
      await session.type("get pods -o name");
      await session.type(`${named(node)} -o custom-columns=NAME:.metadata.name,CORDONED:.spec.unschedulable`);
      await session.type(`drain ${node} --dry-run=server`);
      await session.type(`uncordon ${node}`);
    },
  );

  transcript(
    "taint",
    "taints, refuses to overwrite, overwrites and removes",
    async ({ session, context, namespace }) => {
      const node = await context.server();
      await session.type(`taint node ${node} team=blue:NoSchedule`);
      await session.type(`taint node ${node} team=green:NoSchedule`);
      await session.type(`taint node ${node} team=green:NoSchedule --overwrite`);
      await session.type(`taint node ${node} team=green:Sometimes`);
      await session.type(`${named(node)} -o 'jsonpath={.spec.taints[*]}'`);
      await context.create(podsPath(namespace), pinnedPod("web", node));
      await session.type("wait --for=condition=PodScheduled=false pod/web --timeout=30s");
      await session.type(`taint node ${node} team-`);
      await session.type("wait --for=condition=Ready pod/web --timeout=30s");
      await session.type(`taint node ${node} team=red:NoExecute`);
      await session.type("wait --for=delete pod/web --timeout=30s", { show: hidden });
      await session.type(`taint node ${node} absent-`);
    },
  );

  transcript("nodes", "lists nodes with their state", async ({ session, context }) => {
    const node = await context.server({ gpus: 8 });
    await session.type("get nodes -o custom-columns=NAME:.metadata.name,GPUS:.status.capacity.nvidia\\.com/gpu");
    await session.type(named(node), { show: (text) => text.replace(/ v1\.\S+/, " <version>") });
    await session.type(`label node ${node} rack=7`);
    await session.type("get nodes -l rack=7 -o name");
    await session.type(`delete node ${node}`);
    await session.type(named(node));
  });
});

function sortedLines(text: string): string {
  return text.split("\n").sort().join("\n").trim();
}
