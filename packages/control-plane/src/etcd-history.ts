/** Any key: what is asked for is the revision that comes with every answer. */
const anyKey = Buffer.from("\0").toString("base64");

/** Compacts etcd at its present revision, through its JSON gateway. Resolves once the space is free, not only once it is promised. */
export async function compactHistory(etcdAddress: string): Promise<void> {
  const { header } = (await call(etcdAddress, "range", { key: anyKey })) as { header: { revision: string } };
  await call(etcdAddress, "compaction", { revision: header.revision, physical: true });
}

async function call(etcdAddress: string, method: "range" | "compaction", body: object): Promise<unknown> {
  const answer = await fetch(`${etcdAddress}/v3/kv/${method}`, { method: "POST", body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`etcd refused the ${method}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
