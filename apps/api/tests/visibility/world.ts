import { randomUUID } from "node:crypto";
import type { PlatformRole, TeamRole } from "@resource-manager/domain/model/actor";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { post } from "../../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "../api-under-test.ts";
import { addGpuServer, startClusterUnderTest } from "../cluster-under-test.ts";
import type { Target } from "./operations.ts";

/** Is in every name and text of the other team that nobody outside it may see. */
export const PLANTED = "planted";
const PASSWORD = "correct horse battery";
const TEAM = "blue-team";
/** Its name may be seen, with what it holds on a server. */
export const OTHER_TEAM = "other-team";

/** Who asks. `teamRole`: in the team that is not planted. */
export interface Asker {
  readonly name: string;
  readonly role: PlatformRole | null;
  readonly teamRole: TeamRole | null;
  readonly scope: "READ" | "WRITE" | null;
  readonly isServiceAccount?: true;
  readonly headers: Readonly<Record<string, string>>;
}

export interface World extends AsyncDisposable {
  readonly api: ApiUnderTest;
  readonly askers: readonly Asker[];
  /** Of the member: their own, a team mate's, the other team's, and one that is not there. */
  readonly targets: Readonly<Record<"own" | "mate" | "other" | "absent", Target>>;
  /** Ids of what is the other team's. */
  readonly secrets: readonly string[];
}

const PEOPLE = [
  { name: "audrey", role: "AUDITOR", team: null, teamRole: null },
  { name: "lena", role: null, team: TEAM, teamRole: "LEAD" },
  { name: "ben", role: null, team: TEAM, teamRole: "MEMBER" },
  { name: "mia", role: null, team: TEAM, teamRole: "MEMBER" },
  { name: "vic", role: null, team: TEAM, teamRole: "VIEWER" },
  { name: "nora", role: null, team: null, teamRole: null },
  { name: `${PLANTED}-rex`, role: null, team: OTHER_TEAM, teamRole: "LEAD" },
] as const;

/** Two teams with pods, requests, findings and history, and people in every role, made through the public API. */
export async function openWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startClusterUnderTest());
  await addGpuServer(cluster.laboratory, "probe-gpu", 8);
  const api = stack.use(await startApiUnderTest(cluster.kubeconfigPath));
  const admin = (mutation: string) => done(api.url, {}, mutation);
  await admin(createTeam(TEAM, "blue-space", "the probe's own team"));
  await admin(createTeam(OTHER_TEAM, `${PLANTED}-space`, `a ${PLANTED} description`));
  await eventually(api.url, [TEAM, OTHER_TEAM]);
  const cookies = new Map<string, string>();
  for (const { name, role, team, teamRole } of PEOPLE) {
    cookies.set(name, await signUp(api.url, name, role));
    if (team !== null)
      await admin(`setMember(input: { team: "${team}", user: "${name}", role: ${teamRole} }) { __typename }`);
  }
  const by = (name: string) => ({ cookie: cookies.get(name) ?? "" });
  const rex = `${PLANTED}-rex`;
  const own = await target(api.url, by("ben"), { team: TEAM, namespace: "blue-space", pod: "bens-pod", owner: "ben" });
  const mate = await target(api.url, by("mia"), { team: TEAM, namespace: "blue-space", pod: "mias-pod", owner: "mia" });
  const space = { team: OTHER_TEAM, namespace: `${PLANTED}-space`, owner: rex };
  const other = await target(api.url, by(rex), { ...space, pod: `${PLANTED}-pod` });
  const lost = await target(api.url, by(rex), { ...space, pod: `${PLANTED}-lost` });
  await cluster.laboratory.deletePod(lost.namespace, lost.pod, { force: true });
  const absent: Target = {
    ...{ team: "ghost-team", namespace: "ghosted-space", pod: "ghosted-pod", owner: "ghosted-rex" },
    ...{ operationId: randomUUID(), quotaRequestId: randomUUID() },
    serviceAccountId: randomUUID(),
  };
  const askers: Asker[] = [{ name: "admin, open", role: "ADMIN", teamRole: null, scope: null, headers: {} }];
  const byToken: Asker[] = [];
  for (const { name, role, teamRole, team } of PEOPLE) {
    if (team === OTHER_TEAM) continue;
    askers.push({ name: `${name}, cookie`, role, teamRole, scope: null, headers: by(name) });
    const token = { authorization: `Bearer ${await tokenOf(api.url, by(name), "WRITE")}` };
    byToken.push({ name: `${name}, WRITE token`, role, teamRole, scope: "WRITE", headers: token });
  }
  const reading = { authorization: `Bearer ${await tokenOf(api.url, by("lena"), "READ")}` };
  byToken.push({ name: "lena, READ token", role: null, teamRole: "LEAD", scope: "READ", headers: reading });
  for (const role of ["LEAD", "MEMBER", "VIEWER"] as const) {
    const name = `robot-${role.toLowerCase()}`;
    const account = await serviceAccount(api.url, by("lena"), TEAM, name, role);
    const headers = { authorization: `Bearer ${await tokenOf(api.url, by("lena"), "WRITE", account)}` };
    byToken.push({ name, role: null, teamRole: role, scope: "WRITE", isServiceAccount: true, headers });
  }
  const users = await done(api.url, {}, "", "query { users { id name } operations(first: 200) { id team namespace } }");
  const ids = [
    ...(users.users as { id: string; name: string }[]).filter(({ name }) => name === rex),
    ...(users.operations as { id: string; team: string | null; namespace: string | null }[]).filter(
      ({ team, namespace }) => team === OTHER_TEAM || namespace === space.namespace,
    ),
  ].map(({ id }) => id);
  await found(api.url, lost.pod);
  const running = stack.move();
  return {
    // One after another they ask as different people: what each may ask within ten seconds is limited.
    ...{ api, askers: [...askers, ...byToken], targets: { own, mate, other, absent }, secrets: [PLANTED, ...ids] },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function createTeam(name: string, namespace: string, description: string): string {
  return `createTeam(input: { name: "${name}", namespaces: ["${namespace}"], description: "${description}" }) {
    __typename ... on UserError { message } }`;
}

async function signUp(url: string, name: string, role: PlatformRole | null): Promise<string> {
  const made = await done(
    url,
    {},
    `createUser(input: { name: "${name}"${role === null ? "" : `, role: ${role}`} }) {
      __typename ... on UserError { message } ... on CreateUserSuccess { link { path } } }`,
  );
  const secret = /[\w-]{43}$/.exec((made.createUser as { link: { path: string } }).link.path)?.[0];
  const response = await fetch(`${url}/auth/password`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret, password: PASSWORD }),
  });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

async function serviceAccount(
  url: string,
  headers: Record<string, string>,
  team: string,
  name: string,
  role: TeamRole,
): Promise<string> {
  const made = await done(
    url,
    headers,
    `createServiceAccount(input: { team: "${team}", name: "${name}", role: ${role} }) {
      __typename ... on UserError { message } ... on ServiceAccountSuccess { serviceAccount { id } } }`,
  );
  return (made.createServiceAccount as { serviceAccount: { id: string } }).serviceAccount.id;
}

async function tokenOf(
  url: string,
  headers: Record<string, string>,
  scope: "READ" | "WRITE",
  account: string | null = null,
): Promise<string> {
  const as = account === null ? "" : `, serviceAccountId: "${account}"`;
  const made = await done(
    url,
    headers,
    `createApiToken(input: { name: "probe", scope: ${scope}${as} }) {
      __typename ... on UserError { message } ... on CreateApiTokenSuccess { secret } }`,
  );
  return (made.createApiToken as { secret: string }).secret;
}

/** A pod, its operation, a request for more quota, and a service account. */
async function target(
  url: string,
  headers: Record<string, string>,
  where: Pick<Target, "namespace" | "pod" | "team" | "owner">,
): Promise<Target> {
  const word = where.team === OTHER_TEAM ? PLANTED : "open";
  const made = await done(
    url,
    headers,
    `createPod(input: { namespace: "${where.namespace}", name: "${where.pod}", image: "registry.example/${word}:1",
      command: ["run-${word}"], env: [{ name: "NAME_OF_${word.toUpperCase()}", value: "value-of-${word}" }],
      resources: { gpus: 1, cpu: "1", ram: "1Gi" } }) {
      __typename ... on UserError { message } ... on CreatePodSuccess { operation { id } } }`,
  );
  const asked = await done(
    url,
    headers,
    `requestQuota(input: { team: "${where.team}", quota: { gpus: 64 }, reason: "for ${word}" }) {
      __typename ... on UserError { message } ... on QuotaRequestSuccess { request { id } } }`,
  );
  const admins = {};
  return {
    ...where,
    serviceAccountId: await serviceAccount(url, admins, where.team, `${word}-robot-of-${where.pod}`, "VIEWER"),
    operationId: (made.createPod as { operation: { id: string } }).operation.id,
    quotaRequestId: (asked.requestQuota as { request: { id: string } }).request.id,
  };
}

async function done(
  url: string,
  headers: Record<string, string>,
  mutation: string,
  query = `mutation { ${mutation} }`,
) {
  const { data, text } = await post(url, { query }, headers);
  if (!data || Object.values(data).some((value) => (value as { message?: string } | null)?.message))
    throw new Error(text);
  return data as Record<string, unknown>;
}

/** Until the namespaces of the new teams take pods. */
async function eventually(url: string, teams: readonly string[]): Promise<void> {
  const seen = { text: "" };
  await waitUntil(
    async () => {
      const { data, text } = await post(url, { query: "{ namespaces { keeping team { name } } }" });
      seen.text = text;
      const all = (data?.namespaces ?? []) as { keeping: string; team: { name: string } }[];
      return teams.every((team) => all.some((each) => each.team.name === team && each.keeping === "MADE")) || undefined;
    },
    () => `namespaces that were made: ${seen.text}`,
    { timeoutMs: 30_000 },
  );
}

async function found(url: string, pod: string): Promise<void> {
  const seen = { text: "" };
  await waitUntil(
    async () => {
      seen.text = (await post(url, { query: "{ consistency { findings { title subject } } }" })).text;
      return seen.text.includes(pod) || undefined;
    },
    () => `a finding about ${pod}: ${seen.text}`,
    { timeoutMs: 30_000 },
  );
}
