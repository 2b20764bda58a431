import { testNodeConventions } from "@resource-manager/laboratory/conformance/node-conventions";
import { startLaboratory } from "./start-laboratory.ts";

testNodeConventions(startLaboratory);
