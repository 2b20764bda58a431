import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { readKubeconfig } from "./kubeconfig.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("the current context, with what is inside and what is in files beside it", async () => {
  await writeFile(join(folder, "client.key"), "KEY");
  const path = await kubeconfig({
    cluster: { server: "https://127.0.0.1:6443/", "certificate-authority-data": base64("CA") },
    user: { "client-certificate-data": base64("CERT"), "client-key": "client.key" },
  });
  expect(await readKubeconfig(path)).toEqual({
    server: "https://127.0.0.1:6443",
    caPem: "CA",
    clientCertPem: "CERT",
    clientKeyPem: "KEY",
    skipTlsVerify: false,
  });
});

test("a bearer token over plain http", async () => {
  const path = await kubeconfig({ cluster: { server: "http://127.0.0.1:8001" }, user: { token: "secret" } });
  expect(await readKubeconfig(path)).toEqual({
    server: "http://127.0.0.1:8001",
    token: "secret",
    skipTlsVerify: false,
  });
});

test("what is missing or not supported is named", async () => {
  const path = await kubeconfig({ cluster: { server: "http://127.0.0.1:1" }, user: { exec: {} } });
  await expect(readKubeconfig(path, "other")).rejects.toThrow("there is no context other");
  await expect(readKubeconfig(path)).rejects.toThrow("exec plugin");
});

async function kubeconfig(parts: { cluster: object; user: object }): Promise<string> {
  const path = join(folder, "config");
  const config = {
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    clusters: [{ name: "k", cluster: parts.cluster }],
    users: [{ name: "u", user: parts.user }],
  };
  await writeFile(path, stringify(config));
  return path;
}
