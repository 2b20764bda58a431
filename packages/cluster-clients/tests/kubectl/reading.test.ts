import { parkedPod, podsPath } from "@resource-manager/cluster-contract/manifests";
import { describe } from "vitest";
import { type KubectlTest, kubectlTests } from "../support/kubectl-test.ts";

const { transcript } = await kubectlTests();

/** Pods that nobody schedules: what kubectl prints of them changes by this test's hand alone. */
async function makePods({ context, namespace }: KubectlTest): Promise<void> {
  const labels = (tier: string) => ({ metadata: { labels: { tier, test: context.unique("test") } } });
  await context.create(podsPath(namespace), parkedPod("api", labels("back")));
  await context.create(podsPath(namespace), parkedPod("db", labels("back")));
  await context.create(podsPath(namespace), parkedPod("web", labels("front")));
}

describe("kubectl get", () => {
  transcript("get-outputs", "prints tables, names, columns and paths", async (given) => {
    const { session } = given;
    await makePods(given);
    await session.type("get pods");
    await session.type("get pods -o wide");
    await session.type("get pods -o name");
    await session.type("get po,cm -o name");
    await session.type("get pods --no-headers");
    await session.type("get pods --show-labels");
    await session.type("get pods -L tier --sort-by=.metadata.labels.tier");
    await session.type(
      "get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image,NODE:.spec.nodeName",
    );
    await session.type(`get pods -o 'jsonpath={range .items[*]}{.metadata.name} {.status.phase}{"\\n"}{end}'`);
    await session.type("get pod web -o 'go-template={{.spec.schedulerName}}'");
    await session.type("get pods --chunk-size=1");
  });

  transcript("get-whole-objects", "prints whole objects as YAML and JSON", async (given) => {
    const { session } = given;
    await makePods(given);
    await session.type("get pod web -o yaml");
    await session.type("get pod web -o json");
    await session.type("get namespace default -o jsonpath={.metadata.labels}");
  });

  transcript(
    "get-selectors",
    "selects by labels and fields, and refuses selectors that nobody understands",
    async (given) => {
      const { session } = given;
      await makePods(given);
      await session.type("get pods -l tier=back");
      await session.type("get pods -l 'tier notin (back)'");
      await session.type("get pods -l tier!=back,tier");
      await session.type("get pods --field-selector metadata.name=web");
      await session.type("get pods --field-selector status.phase!=Pending");
      await session.type("get pods --field-selector spec.colour=red");
      await session.type("get pods -l 'tier in back'");
      await session.type("get pod nothing");
      await session.type("get pod nothing --ignore-not-found");
      await session.type("get pods web db");
    },
  );

  transcript("get-all-namespaces", "shows all namespaces with -A", async (given) => {
    const { session, context } = given;
    await makePods(given);
    const other = await context.namespace("other");
    const test = context.unique("test");
    await context.create(podsPath(other), parkedPod("far", { metadata: { labels: { test } } }));
    await session.type(`get pods --all-namespaces -l test=${test}`);
    await session.type(`get pods -A -l test=${test} -o name`);
    await session.type(`get pods -n ${other}`);
  });

  transcript("get-watch", "goes on with -w, event by event", async (given) => {
    const { session } = given;
    await makePods(given);
    const watch = session.start("get pods -w --output-watch-events -l tier=front");
    await watch.until("the pod that is there", (printed) => printed.includes("web"));
    await session.type("label pod db tier=front --overwrite");
    await session.type("label pod web note=changed");
    await session.type("delete pod db");
    await watch.until("the deletion", (printed) => printed.includes("DELETED"));
    await watch.stop();
  });
});

describe("kubectl describe", () => {
  transcript(
    "describe-pod",
    "tells of a pod what it asks for and where it is",
    async ({ session, context, namespace }) => {
      const resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } };
      const env = [{ name: "MODE", value: "fast" }];
      const labels = { tier: "front" };
      await context.create(
        podsPath(namespace),
        parkedPod("web", { metadata: { labels }, container: { resources, env } }),
      );
      await session.type("describe pod web");
      await session.type("describe pod nothing");
    },
  );

  transcript(
    "describe-node",
    "tells of a node what it has and what its pods ask for",
    async ({ session, context, namespace }) => {
      const node = await context.server({ gpus: 2, cpu: "8", ram: "32Gi" });
      const resources = {
        requests: { cpu: "1", memory: "2Gi", "nvidia.com/gpu": "1" },
        limits: { cpu: "2", memory: "2Gi", "nvidia.com/gpu": "1" },
      };
      await context.create(
        podsPath(namespace),
        parkedPod("train", { spec: { nodeName: node }, container: { resources } }),
      );
      await session.type("wait --for=condition=Ready pod/train --timeout=30s");
      await session.type(`describe node ${node}`, {
        show: (text) =>
          sections(text, [
            "Taints",
            "Unschedulable",
            "Capacity",
            "Allocatable",
            "Non-terminated Pods",
            "Allocated resources",
          ]),
      });
      await session.type(
        `get node ${node} -o 'custom-columns=NAME:.metadata.name,GPUS:.status.allocatable.nvidia\\.com/gpu'`,
      );
    },
  );
});

describe("kubectl asks for what there is", () => {
  transcript("events", "events and get events say why a pod waits", async ({ session, context, namespace }) => {
    const node = await context.server({ cpu: "2" });
    const resources = { requests: { cpu: "64" } };
    await context.create(
      podsPath(namespace),
      parkedPod("big", { spec: { schedulerName: "default-scheduler" }, container: { resources } }),
    );
    await session.type("wait --for=condition=PodScheduled=false pod/big --timeout=30s");
    await context.until("the event", async () => {
      const events = await context.api.get(`/api/v1/namespaces/${namespace}/events`);
      return events.text.includes("FailedScheduling") ? true : undefined;
    });
    await session.type("events --for pod/big");
    await session.type("get events --field-selector involvedObject.name=big,type=Warning");
    await session.type(
      "get events -o custom-columns=TYPE:.type,REASON:.reason,KIND:.involvedObject.kind,NAME:.involvedObject.name",
    );
    await session.type(`get node ${node} --no-headers -o custom-columns=NAME:.metadata.name`);
  });

  transcript("explain", "explain names a field's kind and type", async ({ session }) => {
    const fields = (text: string) =>
      text
        .split("\n")
        .filter((line) => /^(KIND|VERSION|FIELD):/.test(line))
        .join("\n");
    await session.type("explain pod.spec.nodeName", { show: fields });
    await session.type("explain node.status.allocatable", { show: fields });
    await session.type("explain pod.spec.colour", { show: fields });
  });
});

/** The named sections of a description. */
function sections(text: string, names: readonly string[]): string {
  let wanted = false;
  const kept = text.split("\n").filter((line) => {
    const head = /^([A-Z][^:]*):/.exec(line)?.[1];
    if (head !== undefined) wanted = names.includes(head);
    return wanted;
  });
  return kept.join("\n");
}
