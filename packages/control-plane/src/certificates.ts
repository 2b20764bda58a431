import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

/** PEM texts of a certificate and its private key (PKCS #8). */
export interface KeyPair {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Who a client certificate says its bearer is: CN and, as groups, O. */
export interface Identity {
  readonly user: string;
  readonly group?: string;
}

/** The certificate authority of one control plane, in one folder; what is there already is used again. */
export interface CertificateAuthority {
  readonly caPem: string;
  readonly caPath: string;
  /** The certificate of the API server and of the virtual kubelets, for 127.0.0.1, localhost and the service address: paths of two files. */
  serverCertificate(serviceIp: string): Promise<{ certPath: string; keyPath: string }>;
  clientCertificate(name: string, identity: Identity): Promise<KeyPair>;
  /** The key pair of ServiceAccount tokens: paths of the private key, and of a certificate with the public one. */
  serviceAccountKey(): Promise<{ certPath: string; keyPath: string }>;
}

export async function openCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ca = await once(folder, "ca", createAuthority);
  const caPath = join(folder, "ca.crt");
  return {
    caPem: ca.certPem,
    caPath,
    async serverCertificate(serviceIp) {
      await once(folder, "kube-apiserver", () => issue(ca, { user: "kube-apiserver" }, serverExtensions(serviceIp)));
      return { certPath: join(folder, "kube-apiserver.crt"), keyPath: join(folder, "kube-apiserver.key") };
    },
    clientCertificate: (name, identity) =>
      once(folder, name, () =>
        issue(ca, identity, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]),
      ),
    async serviceAccountKey() {
      await once(folder, "service-accounts", () => issue(ca, { user: "service-accounts" }, []));
      return { certPath: join(folder, "service-accounts.crt"), keyPath: join(folder, "service-accounts.key") };
    },
  };
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
x509.cryptoProvider.set(webcrypto);

async function once(folder: string, name: string, create: () => Promise<KeyPair>): Promise<KeyPair> {
  const [certPath, keyPath] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  try {
    return { certPem: await readFile(certPath, "utf8"), keyPem: await readFile(keyPath, "utf8") };
  } catch {
    const pair = await create();
    await writeFile(keyPath, pair.keyPem, { mode: 0o600 });
    await writeFile(certPath, pair.certPem);
    return pair;
  }
}

async function createAuthority(): Promise<KeyPair> {
  const keys = await x509KeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=resource-manager-laboratory-ca",
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: `${certificate.toString("pem")}\n`, keyPem: await privateKeyPem(keys.privateKey) };
}

async function issue(ca: KeyPair, identity: Identity, extensions: x509.Extension[]): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(ca.certPem);
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    x509.PemConverter.decodeFirst(ca.keyPem),
    algorithm,
    false,
    ["sign"],
  );
  const keys = await x509KeyPair();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [identity.user] }, ...(identity.group === undefined ? [] : [{ O: [identity.group] }])],
    issuer: issuer.subject,
    ...validity(),
    signingAlgorithm: algorithm,
    signingKey,
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...extensions,
    ],
  });
  return { certPem: `${certificate.toString("pem")}\n`, keyPem: await privateKeyPem(keys.privateKey) };
}

function serverExtensions(serviceIp: string): x509.Extension[] {
  const names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  return [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      ...names.map((value) => ({ type: "dns" as const, value })),
      ...["127.0.0.1", serviceIp].map((value) => ({ type: "ip" as const, value })),
    ]),
  ];
}

async function x509KeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

function serialNumber(): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
    .toString("hex")
    .replace(/^./, "1");
}

/** An hour back for clocks that disagree, ten years ahead. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + 10 * 365 * 86_400_000) };
}
