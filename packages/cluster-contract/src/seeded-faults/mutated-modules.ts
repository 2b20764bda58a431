import { registerHooks } from "node:module";
import type { SeededFault } from "./seeded-fault.ts";

const simulatorSource = new URL("../../../cluster-sim/src/", import.meta.url);

/** Where the fault's module stands. */
export function moduleOf(fault: Pick<SeededFault, "file">): URL {
  return new URL(fault.file, simulatorSource);
}

/**
 * The module's source with the fault in it.
 * @throws where the line to be changed is not there, or not only once: the entry is older than the simulator.
 */
export function withFault(fault: SeededFault, source: string): string {
  const found = source.split(fault.from).length - 1;
  if (found === 1) return source.replace(fault.from, () => fault.to);
  throw new Error(`the fault ${fault.id} changes text that stands ${found} times in ${fault.file}: ${fault.from}`);
}

/**
 * From now on this thread loads the fault's module with the fault in it. Whoever has loaded the module already keeps the good one.
 * @returns whether the module has been loaded since.
 */
export function seedFault(fault: SeededFault): { readonly isLoaded: () => boolean } {
  const target = moduleOf(fault).href;
  let loaded = false;
  registerHooks({
    load(url, context, nextLoad) {
      const module = nextLoad(url, context);
      if (url !== target) return module;
      if (module.source === undefined || module.source === null)
        throw new Error(`${url} was loaded without its source`);
      loaded = true;
      return { ...module, source: withFault(fault, textOf(module.source)) };
    },
  });
  return { isLoaded: () => loaded };
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
