// For processes that a test starts: `node --import load-hook.ts`. Modules that the test runner loads are changed by its plugin.
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { changedModule } from "./bug-of-this-run.ts";

registerHooks({
  load(url, context, nextLoad) {
    const module = nextLoad(url, context);
    if (!url.startsWith("file:") || typeof module.source === "undefined" || module.source === null) return module;
    const source = typeof module.source === "string" ? module.source : new TextDecoder().decode(module.source);
    const changed = changedModule(fileURLToPath(url), source);
    return changed === null ? module : { ...module, source: changed };
  },
});
