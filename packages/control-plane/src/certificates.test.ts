import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCertificateAuthority } from "./certificates.ts";

test("certificates of one authority, the same again from the same folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "certificates-"));
  try {
    const authority = await openCertificateAuthority(folder);
    const ca = new X509Certificate(authority.caPem);
    expect(ca.ca).toBe(true);
    const client = await authority.clientCertificate("admin", { user: "admin", group: "system:masters" });
    const certificate = new X509Certificate(client.certPem);
    expect(certificate.subject.split("\n").sort()).toEqual(["CN=admin", "O=system:masters"]);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    const { certPath } = await authority.serverCertificate("10.96.0.1");
    const server = new X509Certificate(await readFile(certPath));
    expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(server.checkIP("10.96.0.1")).toBe("10.96.0.1");
    expect(server.checkHost("localhost")).toBe("localhost");
    expect(server.checkHost("example.com")).toBeUndefined();

    const again = await openCertificateAuthority(folder);
    expect(again.caPem).toBe(authority.caPem);
    expect(await again.clientCertificate("admin", { user: "admin", group: "system:masters" })).toEqual(client);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
