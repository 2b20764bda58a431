import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { startProduct } from "@resource-manager/product/start-product";
import { type Api, openApi } from "./api";

/** What is under test: the running product, as a browser and a program reach it. */
export interface ProductUnderTest {
  readonly url: string;
  /** The public GraphQL API, for preparing and for acting as somebody else. */
  readonly api: Api;
  /** Ends the API politely and starts it again; null where the product was started by somebody else (BASE_URL). */
  readonly restartApi: (() => Promise<void>) | null;
  /** For what happens to the cluster behind the product's back; null with BASE_URL. */
  readonly laboratory: Laboratory | null;
}

/** The servers that tests use by name. Made in a cluster of our own; expected to be there with BASE_URL. */
export const servers = {
  h100: { name: "e2e-h100-1", gpuModel: "NVIDIA-H100-80GB-HBM3", gpus: 8, cpu: "128", ram: "1024Gi", storage: "2Ti" },
  a100: { name: "e2e-a100-1", gpuModel: "NVIDIA-A100-SXM4-80GB", gpus: 4, cpu: "64", ram: "512Gi", storage: "1Ti" },
  cpu: { name: "e2e-cpu-1", gpus: 0, cpu: "32", ram: "128Gi", storage: "1Ti" },
} as const;

/** The namespace in which tests work. */
export const namespace = "test-team";

/**
 * `test` with the product under test: the one at BASE_URL, or one that is started for the run, on the embedded cluster or on the
 * one that E2E_KUBECONFIG names. Pages open relative to it. What a test makes in `namespace` is gone when the next one begins.
 */
export const test = base.extend<{ emptyNamespace: undefined; policyKept: undefined }, { product: ProductUnderTest }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const given = process.env.BASE_URL;
      if (given) {
        await use({ url: given, api: openApi(given), restartApi: null, laboratory: null });
        return;
      }
      const dataDir = await mkdtemp(join(tmpdir(), "resource-manager-e2e-"));
      try {
        const kubeconfig = process.env.E2E_KUBECONFIG;
        await using product = await startProduct({
          dataDir,
          demo: false,
          tell: console.error,
          ...(kubeconfig && { kubeconfig }),
        });
        await product.untilApiReady();
        await using laboratory = await openLaboratory({ kubeconfigPath: product.kubeconfigPath });
        await laboratory.addServers(Object.values(servers));
        const api = openApi(product.url);
        await api.untilServersAre(Object.values(servers).map(({ name }) => name));
        await use({ url: product.url, api, restartApi: () => product.restartApi(), laboratory });
        // After a failed test another product is started, to which what is left on a real cluster would be somebody else's.
        await api.deleteAllPods(namespace);
        await Promise.all(Object.values(servers).map(({ name }) => laboratory.removeServer(name)));
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  // Whatever a test does: nothing that it meets on its way wants more than the content security policy allows.
  policyKept: [
    async ({ context }, use) => {
      const violations: string[] = [];
      context.on("console", (message) => {
        if (/content security policy/i.test(message.text())) violations.push(message.text());
      });
      await use(undefined);
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
  emptyNamespace: [
    async ({ product }, use) => {
      await product.api.deleteAllPods(namespace);
      await use(undefined);
    },
    { auto: true },
  ],
});

export { expect };
