import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import { changedModule } from "./bug-of-this-run.ts";

const own = join(process.cwd(), "vitest.config.ts");
const config: ViteUserConfig = existsSync(own) ? (await import(own)).default : {};

/** The package's own configuration, with the bug put into its module as that is loaded. */
export default mergeConfig(
  config,
  defineConfig({
    // What is kept on the disk of another run knows nothing of this run's bug.
    test: { fsModuleCache: false },
    plugins: [
      {
        name: "seeded-bug",
        enforce: "pre",
        transform: (code, id) => changedModule(id.split("?")[0] ?? id, code),
      },
    ],
  }),
);
