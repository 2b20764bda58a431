/** Where API servers write down up to which revision etcd is compacted, and look for it (apiserver/pkg/storage/etcd3/compact.go). */
const compactedKey = base64("compact_rev_key");

/** Compacts etcd at its present revision, through its JSON gateway. Resolves once the space is free, not only once it is promised. */
export async function compactHistory(etcdAddress: string): Promise<void> {
  const { header } = (await call(etcdAddress, "range", { key: compactedKey })) as { header: { revision: string } };
  await call(etcdAddress, "put", { key: compactedKey, value: base64(header.revision) });
  await call(etcdAddress, "compaction", { revision: header.revision, physical: true });
}

async function call(etcdAddress: string, method: "range" | "put" | "compaction", body: object): Promise<unknown> {
  const answer = await fetch(`${etcdAddress}/v3/kv/${method}`, { method: "POST", body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`etcd refused the ${method}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
