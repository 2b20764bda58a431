import { expect, test } from "vitest";
import { readStartOptions } from "../../../../scripts/lib/start-options.mjs";

const read = (...args: string[]) => readStartOptions(args, {}, "/base");

test("defaults: port 3000, .data in the folder, demo data, the embedded cluster whatever KUBECONFIG says", () => {
  const expected = { port: 3000, dataDir: "/base/.data", demo: true };
  expect(read()).toEqual(expected);
  expect(readStartOptions([], { KUBECONFIG: "/home/me/.kube/config" }, "/base")).toEqual(expected);
});

test("options, with paths that belong to where the person is", () => {
  expect(
    read("--port", "4100", "--data-dir", "d", "--no-demo", "--kubeconfig", "k", "--context=c", "--host", "::1"),
  ).toEqual({
    port: 4100,
    dataDir: "/base/d",
    demo: false,
    kubeconfig: "/base/k",
    context: "c",
  });
  expect(read("--help")).toBe("help");
});

test("how people sign in is handed on as it is given", () => {
  const given = ["--sign-in", "required", "--oidc-issuer", "https://id.example"];
  expect(read(...given, "--public-url", "https://gpus.example")).toMatchObject({
    publicUrl: "https://gpus.example",
    apiOptions: given,
  });
});

test("chaos is for the embedded cluster only", () => {
  expect(read("--chaos")).toMatchObject({ chaos: true });
  expect(() => read("--chaos", "--kubeconfig", "k")).toThrow("--chaos is for the embedded cluster only");
});

test("environment variables do the same, and an option wins", () => {
  const env = {
    RESOURCE_MANAGER_PORT: "4000",
    RESOURCE_MANAGER_DATA_DIR: "/data",
    RESOURCE_MANAGER_DEMO: "false",
    RESOURCE_MANAGER_KUBECONFIG: "/k",
    RESOURCE_MANAGER_CONTEXT: "c",
  };
  const fromEnvironment = { port: 4000, dataDir: "/data", demo: false, kubeconfig: "/k", context: "c" };
  expect(readStartOptions([], env, "/base")).toEqual(fromEnvironment);
  expect(readStartOptions(["--port", "1"], env, "/base")).toEqual({ ...fromEnvironment, port: 1 });
});

test.each([
  [["--prot", "3"], "There is no option --prot."],
  [["-x"], "There is no option -x."],
  [["4100"], '"4100" is no option.'],
  [["--port"], "--port needs a value."],
  [["--port", "--no-demo"], /--port/],
  [["--port", "0"], /--port 0: a port is/],
  [["--port", "65536"], /--port 65536: a port is/],
  [["--port", "3e3"], /--port 3e3: a port is/],
  [["--context", "c"], /--context needs --kubeconfig/],
  [["--host", "0.0.0.0"], /--host 0.0.0.0: .*speaks no TLS/],
])("refuses %j by name", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

test("an option without the dashes before it, which npm keeps for itself, is not lost unnoticed", () => {
  const read = (env: NodeJS.ProcessEnv) => () => readStartOptions(["3001"], env, "/base");
  expect(read({ npm_config_port: "true" })).toThrow("npm took --port for an option of its own.");
  expect(read({ npm_config_demo: "" })).toThrow("npm took --no-demo for");
  expect(read({ npm_config_data_dir: "true" })).toThrow("npm took --data-dir for");
});
