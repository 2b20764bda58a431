import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

function faultsOf(argv: readonly string[], env: Record<string, string> = {}): readonly string[] {
  const result = readConfig(argv, env);
  return result.kind === "faults" ? result.faults : [];
}

describe("readConfig", () => {
  it("needs nothing but a cluster", () => {
    expect(readConfig(["--kubeconfig", "kube.yaml"], {})).toEqual({
      kind: "config",
      config: {
        host: "127.0.0.1",
        port: 4000,
        dataDir: resolve(".data"),
        cluster: { kubeconfigPath: resolve("kube.yaml"), context: undefined },
        clusterMode: "KUBERNETES",
        serverSelector: undefined,
        clusterTimeoutMs: 10_000,
        installationId: undefined,
        healing: "REPORT_ONLY",
        gpuResourceName: "nvidia.com/gpu",
        demo: false,
        signIn: { required: false, publicUrl: null, allowedOrigins: new Set(), oidc: null },
        logLevel: "info",
        exitWithParent: false,
      },
    });
  });

  it("takes the environment, and the flag over it", () => {
    const env = {
      RESOURCE_MANAGER_KUBECONFIG: "/env",
      RESOURCE_MANAGER_CONTEXT: "there",
      RESOURCE_MANAGER_PORT: "1",
      RESOURCE_MANAGER_DEMO: "true",
      RESOURCE_MANAGER_MODE: "SIMULATED",
      RESOURCE_MANAGER_EXIT_WITH_PARENT: "",
    };
    expect(readConfig(["--port=0", "--host", "::1"], env)).toMatchObject({
      config: {
        cluster: { kubeconfigPath: "/env", context: "there" },
        port: 0,
        host: "::1",
        demo: true,
        clusterMode: "SIMULATED",
        exitWithParent: false,
      },
    });
  });

  it("never takes a cluster because KUBECONFIG happens to be set", () => {
    expect(faultsOf([], { KUBECONFIG: "/home/somebody/.kube/config" })).toEqual([
      "no cluster is named: give --kubeconfig PATH, or --in-cluster",
    ]);
  });

  it("refuses an address that others can reach, and says why", () => {
    for (const host of ["0.0.0.0", "::", "10.0.0.7", "example.org"]) {
      expect(faultsOf(["--kubeconfig", "k", "--host", host])).toEqual([
        expect.stringMatching(/^--host: ".+" is not this machine; use 127/),
      ]);
    }
  });

  it("tells every fault at once, by the name under which it was given", () => {
    const faults = faultsOf(
      ["--kubeconfig", "k", "--in-cluster", "--context", "c", "--port", "70000", "--colour", "stray", "--data-dir"],
      { RESOURCE_MANAGER_DEMO: "maybe", RESOURCE_MANAGER_LOG_LEVEL: "loud", RESOURCE_MANAGER_GPU_RESOURCE: "gpu" },
    );
    expect(faults).toHaveLength(9);
    for (const named of ["--colour", '"stray"', "--data-dir needs", "two clusters", "--context belongs"]) {
      expect(faults.join("\n")).toContain(named);
    }
    for (const named of ['--port: "70000"', "RESOURCE_MANAGER_DEMO", "RESOURCE_MANAGER_LOG_LEVEL", "--gpu-resource"]) {
      expect(faults.join("\n")).toContain(named);
    }
  });

  it("waits for the cluster as long as it is told, within reason", () => {
    const waits = (seconds: string) => readConfig(["--kubeconfig", "k", "--cluster-timeout", seconds], {});
    expect(waits("60")).toMatchObject({ config: { clusterTimeoutMs: 60_000 } });
    for (const seconds of ["0", "61", "1.5", "-1", "soon"])
      expect(waits(seconds)).toEqual({ kind: "faults", faults: [expect.stringContaining("is no number of seconds")] });
  });

  it("allows other origins by name, and says of each that is none", () => {
    const given = ["--kubeconfig", "k", "--sign-in", "required"];
    const origins = "https://Tools.example.com/, http://localhost:5173,https://a.example:8443,";
    const read = readConfig(given, { RESOURCE_MANAGER_ALLOWED_ORIGINS: origins });
    const allowed = read.kind === "config" ? [...read.config.signIn.allowedOrigins] : [];
    expect(allowed).toEqual(["https://tools.example.com", "http://localhost:5173", "https://a.example:8443"]);
    const none = ["*", "https://*.example.com", "http://plain.example", "https://a.example/path", "a.example", "null"];
    expect(faultsOf([...given, "--allowed-origins", none.join(",")])).toEqual(
      none.map((each) => `--allowed-origins: "${each}" is no origin such as https://tools.example.com`),
    );
    expect(faultsOf(["--kubeconfig", "k", "--allowed-origins", "https://a.example"])).toEqual([
      "--allowed-origins: pages of other origins would act as this machine's admin, so it needs --sign-in required",
    ]);
  });

  it("explains itself when asked, whatever else is wrong", () => {
    expect(readConfig(["--help", "--nonsense"], {})).toMatchObject({
      kind: "help",
      text: expect.stringContaining("--kubeconfig"),
    });
  });
});
