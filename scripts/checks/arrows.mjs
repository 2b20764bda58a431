// node scripts/checks/arrows.mjs: who may import whom. The arrows of docs/ARCHITECTURE.md, kept by this check.
import { cruise } from "dependency-cruiser";
import { reportFaults } from "./report-faults.mjs";

const tests =
  "(\\.test\\.tsx?$|/tests?/|/testing/|/e2e/|/fixtures/|vitest\\.[a-z.-]*config\\.ts$|playwright\\.config\\.ts$)";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const rules = [
  {
    name: "domain-is-pure",
    comment: "packages/domain does no I/O: it imports nothing but itself, and of Node only what computes.",
    severity: "error",
    from: { path: "^packages/domain/", pathNot: tests },
    to: { pathNot: "^(packages/domain/|(node:)?crypto$)" },
  },
  {
    name: "only-ledger-knows-prisma",
    comment: "Only packages/ledger imports the Prisma client: one writer, in one place.",
    severity: "error",
    from: { pathNot: "^(packages/ledger|prisma)/" },
    to: { path: "((^|/)@prisma/(client|adapter-[a-z0-9-]+)|(^|/)prisma/|^packages/ledger/src/generated)" },
  },
  {
    name: "only-cluster-knows-kubernetes",
    comment: "Only packages/cluster imports @kubernetes/client-node; tests may try it as a client of others.",
    severity: "error",
    from: { pathNot: ["^packages/cluster/", "^packages/cluster-clients/tests/"] },
    to: { path: "(^|/)@kubernetes/client-node" },
  },
  {
    name: "web-knows-only-the-schema",
    comment: "The web app knows the API through schema.graphql alone.",
    severity: "error",
    from: { path: "^apps/web/", pathNot: tests },
    to: { path: "(^(apps/(?!web/)|packages/)|^@resource-manager/)" },
  },
  {
    name: "no-laboratory-in-production",
    comment: "Simulator, laboratory and measuring programs are beside the product, never inside it.",
    severity: "error",
    from: { path: "^(apps/(api|web)|packages/(domain|ledger|cluster|product))/", pathNot: tests },
    to: {
      path: "(^packages/|@resource-manager/)(cluster-sim|cluster-contract|cluster-clients|laboratory|cluster-faults|control-plane|replay|simulation|bench|fuzz)(/|$)",
    },
  },
  {
    name: "simulator-stands-alone",
    comment: "The simulator shares no code with what it is used to test.",
    severity: "error",
    from: { path: "^packages/cluster-sim/", pathNot: tests },
    to: { path: "(^packages/|@resource-manager/)(domain|ledger|cluster)(/|$)" },
  },
  {
    name: "packages-know-no-app",
    comment: "Packages do not import apps.",
    severity: "error",
    from: { path: "^packages/" },
    to: { path: "^apps/" },
  },
  {
    name: "our-imports-resolve",
    comment: "An import of ours that cannot be resolved would slip past the other rules.",
    severity: "error",
    from: {},
    to: { path: "^(\\.|@resource-manager/)", couldNotResolve: true },
  },
];

/**
 * @param {string} baseDir a folder with apps/ and packages/
 * @param {string[]} folders of it
 * @returns {Promise<string[]>} one line per forbidden import: `rule: from -> to`
 */
export async function forbiddenImports(baseDir, folders) {
  const { output } = await cruise(
    folders,
    {
      baseDir,
      ruleSet: { forbidden: rules },
      validate: true,
      doNotFollow: { path: "node_modules" },
      exclude: { path: "(^|/)(dist|\\.next|src/gql)/" },
      // Also imports of types only: they are knowledge too.
      tsPreCompilationDeps: true,
      enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
    },
    { extensions: [".ts", ".tsx", ".mjs", ".js", ".json"] },
  );
  if (typeof output === "string") throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort();
}

await reportFaults(import.meta.url, "dependency arrows", (root) => forbiddenImports(root, ["apps", "packages"]));
