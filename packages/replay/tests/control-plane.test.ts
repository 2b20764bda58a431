/** On a real control plane. Needs a build, and the control plane's programs. */
import { type ControlPlane, startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { afterAll } from "vitest";
import { replaySuite } from "./replay-suite.ts";

let controlPlane: ControlPlane | undefined;
afterAll(() => controlPlane?.stop());

replaySuite(async () => {
  controlPlane = await startControlPlane();
  return controlPlane.kubeconfigPath;
});
