import { testPodConventions } from "@resource-manager/laboratory/conformance/pod-conventions";
import { startLaboratory } from "./start-laboratory.ts";

testPodConventions(startLaboratory);
