// load generator: creates nodes and pods against a running sim (own process)
import { readFileSync } from "node:fs";
import { Agent, setGlobalDispatcher } from "/work/main/packages/laboratory/node_modules/undici/index.js";
const kc = readFileSync("/tmp/sim.kubeconfig", "utf8");
const server = /server: (\S+)/.exec(kc)![1]!;
const token = /token: (\S+)/.exec(kc)![1]!;
setGlobalDispatcher(new Agent({ connections: 32, pipelining: 1 }) as any);
const call = async (method: string, path: string, body?: unknown) => {
  const r = await fetch(server + path, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await r.text();
  if (r.status >= 300) throw new Error(`${r.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
};
const [nodes, pods, conc, pinned] = [Number(process.argv[2]), Number(process.argv[3]), Number(process.argv[4] ?? 16), process.argv[5] !== "free"];
async function run(n: number, what: (i: number) => Promise<unknown>) {
  let next = 0; const lat: number[] = []; const start = performance.now();
  await Promise.all(Array.from({ length: conc }, async () => { while (next < n) { const i = next++; const t = performance.now(); await what(i); lat.push(performance.now() - t); } }));
  lat.sort((a, b) => a - b); const s = (performance.now() - start) / 1000;
  return `${n} in ${s.toFixed(1)} s = ${(n / s).toFixed(0)}/s p50 ${lat[n >> 1]?.toFixed(1)} p99 ${lat[Math.floor(n * 0.99)]?.toFixed(1)} max ${lat.at(-1)?.toFixed(0)}`;
}
if (nodes) console.log("nodes", await run(nodes, (i) => call("POST", "/api/v1/nodes", { metadata: { name: `node-${i}`, labels: { "nvidia.com/gpu.product": "A100" } }, status: { capacity: { cpu: "128", memory: "1Ti", "nvidia.com/gpu": "8", "ephemeral-storage": "10Ti", pods: "110" } } })));
const N = nodes || 1523;
const t0 = performance.now();
if (pods) console.log("pods", await run(pods, (i) => call("POST", "/api/v1/namespaces/default/pods", { metadata: { name: `p-${process.pid}-${i}`, labels: { app: "x" }, annotations: { "resource-manager.dev/spec": "x".repeat(400) } }, spec: { restartPolicy: "Never", automountServiceAccountToken: false, enableServiceLinks: false, securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } }, tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }], ...(pinned ? { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [`node-${i % N}`] }] }] } } } } : {}), containers: [{ name: "main", image: "registry.example/train:1", env: [{ name: "A", value: "b" }], securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } }, resources: { limits: { cpu: "4", memory: "16Gi", "nvidia.com/gpu": "1", "ephemeral-storage": "10Gi" } } }] } })));
for (;;) {
  const l = await call("GET", "/api/v1/pods?fieldSelector=status.phase!=Running&limit=1");
  if (l.items.length === 0 || performance.now() - t0 > 60000) break;
  await new Promise((r) => setTimeout(r, 50));
}
console.log("all running after", ((performance.now() - t0) / 1000).toFixed(1), "s");
