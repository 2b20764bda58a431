/** On the embedded cluster. Needs a build. */
import { replaySuite } from "./replay-suite.ts";

replaySuite(async () => undefined);
