/** Starts a control plane, says where it is, and waits until it is killed. */
import { startControlPlane } from "../src/start-control-plane.ts";

const dataDir = process.argv[2];
const controlPlane = await startControlPlane(dataDir === undefined ? {} : { dataDir });
console.log(JSON.stringify({ dataDir: controlPlane.dataDir, kubeconfigPath: controlPlane.kubeconfigPath }));
setInterval(() => {}, 60_000);
