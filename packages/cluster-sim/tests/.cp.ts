import { writeFileSync } from "node:fs";
import { startControlPlane } from "/work/main/packages/control-plane/src/start-control-plane.ts";

const cp = await startControlPlane();
writeFileSync("/tmp/cp.json", JSON.stringify({ kubeconfig: cp.kubeconfigPath }));
console.log(cp.kubeconfigPath);
process.on("SIGTERM", () => void cp.stop().then(() => process.exit(0)));
setInterval(() => {}, 1000);
