import { coreObject, parkedPod, podsPath } from "@resource-manager/cluster-contract/manifests";
import { describe, expect } from "vitest";
import { kubectlTests } from "../support/kubectl-test.ts";

const { transcript, onBoth } = await kubectlTests();

const settings = (data: Record<string, string>) => coreObject("ConfigMap", "settings", { data });

describe("kubectl apply", () => {
  transcript(
    "apply",
    "creates, changes, prunes what it no longer names, and leaves the rest alone",
    async ({ session }) => {
      await session.type("apply -f -", { input: settings({ a: "1", b: "2" }) });
      await session.type("apply -f -", { input: settings({ a: "1", b: "2" }) });
      await session.type(`patch configmap settings --type=merge -p '{"data":{"other":"kept"}}'`);
      await session.type("apply -f -", { input: settings({ a: "3" }) });
      await session.type("get configmap settings -o jsonpath={.data}");
      await session.type("apply -f - --dry-run=server", { input: settings({ a: "4" }) });
      await session.type("get configmap settings -o jsonpath={.data.a}");
      await session.type("apply -f -", { input: parkedPod("web", { metadata: { labels: { a: "1" } } }) });
      await session.type("apply -f -", { input: parkedPod("web", { container: { image: "registry.example/app:2" } }) });
      await session.type("get pod web -o custom-columns=IMAGE:.spec.containers[0].image,LABELS:.metadata.labels");
      await session.type("delete -f -", { input: settings({}) });
    },
  );

  transcript("apply-refused", "shows what the server refuses", async ({ session }) => {
    await session.type("apply -f -", { input: parkedPod("web") });
    await session.type("apply -f -", { input: parkedPod("Web_1") });
    await session.type("apply -f -", { input: parkedPod("web", { spec: { replicas: 3 } }) });
    await session.type("create -f -", { input: parkedPod("web") });
    await session.type("replace -f -", { input: parkedPod("nothing") });
    await session.type("apply -f -", {
      input: { ...settings({}), metadata: { name: "settings", namespace: "no-such-namespace" } },
    });
  });

  transcript(
    "apply-server-side",
    "with --server-side names managers, conflicts, and takes fields by force",
    async ({ session }) => {
      await session.type("apply --server-side --field-manager=one -f -", { input: settings({ a: "1", b: "2" }) });
      await session.type("apply --server-side --field-manager=two -f -", { input: settings({ a: "9" }) });
      await session.type("get configmap settings -o jsonpath={.data}");
      await session.type("apply --server-side --field-manager=two --force-conflicts -f -", {
        input: settings({ a: "9" }),
      });
      await session.type("apply --server-side --field-manager=one -f -", { input: settings({ b: "3" }) });
      await session.type("get configmap settings -o jsonpath={.data}");
      await session.type(
        "get configmap settings --show-managed-fields -o 'jsonpath={range .metadata.managedFields[*]}{.manager} {.operation} {.fieldsV1}{\"\\n\"}{end}'",
        // Their order follows the second in which each was written.
        { show: (text) => text.split("\n").sort().reverse().join("\n").trim() },
      );
    },
  );
});

describe("kubectl patch, label, annotate and edit", () => {
  transcript(
    "patch",
    "patches in each of the three ways, and a subresource",
    async ({ session, context, namespace }) => {
      await context.create(podsPath(namespace), parkedPod("web", { metadata: { labels: { a: "1", b: "2" } } }));
      await session.type(
        `patch pod web -p '{"spec":{"containers":[{"name":"main","image":"registry.example/app:2"}]}}'`,
      );
      await session.type(`patch pod web --type=merge -p '{"metadata":{"labels":{"a":null,"c":"3"}}}'`);
      await session.type(`patch pod web --type=json -p '[{"op":"replace","path":"/metadata/labels/b","value":"4"}]'`);
      await session.type("get pod web -o custom-columns=IMAGE:.spec.containers[0].image,LABELS:.metadata.labels");
      await session.type(`patch pod web --type=merge -p '{"metadata":{"labels":{"c":"3"}}}'`);
      // What follows the first line differs: DIFFERENCES.md.
      const firstLine = (text: string) => text.split("\n")[0] ?? "";
      const elsewhere = `patch pod web --type=merge -p '{"spec":{"nodeName":"elsewhere"}}'`;
      await session.type(elsewhere, { showErrors: firstLine });
      await session.type(`patch pod web --subresource=status --type=merge -p '{"status":{"message":"by hand"}}'`);
      await session.type("get pod web -o jsonpath={.status.message}");
    },
  );

  transcript(
    "label-and-annotate",
    "adds, refuses to overwrite, overwrites and removes",
    async ({ session, context, namespace }) => {
      await context.create(podsPath(namespace), parkedPod("web"));
      await session.type("label pod web tier=front");
      await session.type("label pod web tier=back");
      await session.type("label pod web tier=back --overwrite");
      await session.type("label pod web 'tier=not valid' --overwrite");
      await session.type("label pod web tier-");
      await session.type("label pods --all all=yes");
      await session.type("annotate pod web note='for you' owner=ann");
      await session.type("annotate pod web owner-");
      await session.type("get pod web -o custom-columns=LABELS:.metadata.labels,ANNOTATIONS:.metadata.annotations");
    },
  );

  transcript("edit-and-set", "edit and set image change what is there", async ({ session, context, namespace }) => {
    await context.create(podsPath(namespace), parkedPod("web", { metadata: { labels: { tier: "front" } } }));
    await session.type("edit pod web", { env: { KUBE_EDITOR: "sed -i s/front/back/" } });
    await session.type("set image pod/web main=registry.example/app:3");
    await session.type("get pod web -o custom-columns=IMAGE:.spec.containers[0].image,TIER:.metadata.labels.tier");
  });
});

describe("kubectl create and run", () => {
  transcript("create", "makes objects from the command line", async ({ session }) => {
    await session.type("create configmap settings --from-literal=a=1");
    await session.type("create secret generic keys --from-literal=token=abc");
    await session.type("create quota ceiling --hard=pods=1,requests.nvidia.com/gpu=4");
    await session.type("wait --for=jsonpath={.status.used.pods}=0 quota/ceiling --timeout=20s");
    await session.type("create serviceaccount robot");
    await session.type("create configmap settings --from-literal=a=2");
    await session.type("run one --image=registry.example/app:1");
    await session.type("run two --image=registry.example/app:1");
    await session.type("get quota");
    await session.type("describe quota ceiling");
    await session.type("get cm,secret,sa -o name");
    await session.type("create priorityclass bad --value=2000000000");
  });
});

describe("kubectl delete", () => {
  transcript(
    "delete",
    "deletes by name, selector and kind, and says what is not there",
    async ({ session, context, namespace }) => {
      for (const name of ["a", "b", "c", "d"]) {
        await context.create(
          podsPath(namespace),
          parkedPod(name, { metadata: { labels: { name, odd: String(name < "c") } } }),
        );
      }
      await session.type("delete pod nothing");
      await session.type("delete pod nothing --ignore-not-found");
      await session.type("delete pod a --wait --dry-run=server");
      await session.type("delete pod a --wait");
      await session.type("delete pods -l odd=false");
      await session.type("get pods");
      await session.type("delete pods --all --now");
      await session.type("get pods");
    },
  );

  // No transcript: the real cluster's pod collector may say Failed of such a pod at any moment.
  onBoth("waits for a finalizer, and gives up when it is told to", async ({ session, context, namespace }) => {
    const metadata = { finalizers: ["test.example/hold"] };
    await context.create(podsPath(namespace), parkedPod("held", { metadata }));
    const refused = await session.type("delete pod held --timeout=3s");
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("error: timed out waiting for the condition on pods/held");
    expect((await session.type("get pod held -o name")).stdout).toBe("pod/held\n");
    await session.type(`patch pod held --type=merge -p '{"metadata":{"finalizers":null}}'`);
    expect((await session.type("wait --for=delete pod/held --timeout=20s")).exitCode).toBe(0);
    expect((await session.type("get pods")).stderr).toContain("No resources found");
  });

  transcript(
    "delete-running",
    "deletes a running pod gracefully, and a stuck one by force",
    async ({ session, context, namespace }) => {
      const nodeName = await context.server();
      const stuck = { annotations: { "laboratory.resource-manager.dev/behaviour": "stuck-stop" } };
      await context.create(podsPath(namespace), parkedPod("web", { spec: { nodeName } }));
      await context.create(podsPath(namespace), parkedPod("stuck", { metadata: stuck, spec: { nodeName } }));
      await session.type("wait --for=condition=Ready pod/web pod/stuck --timeout=30s");
      await session.type("delete pod web --wait");
      await session.type("delete pod stuck --timeout=1s");
      await session.type("get pod stuck");
      await session.type("delete pod stuck --force --grace-period=0");
      await session.type("get pods");
    },
  );
});
