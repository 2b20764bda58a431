import type { Laboratory } from "@resource-manager/laboratory/laboratory";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { post } from "../../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "../api-under-test.ts";
import { addGpuServer, startClusterUnderTest } from "../cluster-under-test.ts";
import { query } from "../pods.ts";
import { MODELS } from "./edges.ts";

/** The team whose quota is raced for, and its only namespace. */
export const TEAM = "edge";

/** A cluster with room for everybody, the built API as a process of its own, and a team. */
export interface RaceWorld extends AsyncDisposable {
  readonly laboratory: Laboratory;
  readonly api: ApiUnderTest;
}

/** On the cluster that the environment names, as the other black-box tests. */
export async function openRaceWorld(): Promise<RaceWorld> {
  await using stack = new AsyncDisposableStack();
  const { kubeconfigPath, laboratory } = stack.use(await startClusterUnderTest());
  for (const model of MODELS) await addGpuServer(laboratory, `race-${model.toLowerCase()}`, 64, model);
  const api = stack.use(await startApiUnderTest(kubeconfigPath));
  // With a default for storage, so that the namespace has a ceiling for it, too.
  await changeTeam(api.url, "createTeam", { name: TEAM, defaults: { storage: "64Mi" } });
  const running = stack.move();
  return { laboratory, api, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Answers as soon as the ledger has it; what it means for the cluster may still be under way. */
export async function changeTeam(url: string, name: "createTeam" | "updateTeam", input: object): Promise<void> {
  const type = name === "createTeam" ? "CreateTeamInput" : "UpdateTeamInput";
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on UserError { message } } }`;
  const { data, text: body } = await post(url, { query: text, variables: { input } });
  if ((data?.[name] as { __typename?: string } | undefined)?.__typename !== "TeamSuccess") throw new Error(body);
}

/** Until no operation is under way. */
export async function untilAtRest({ api }: RaceWorld): Promise<void> {
  const text = "{ operations(first: 500) { kind state name waitingFor } }";
  let open: readonly { readonly state: string }[] = [];
  await waitUntil(
    async () => {
      const { operations } = await query<{ operations: readonly { readonly state: string }[] }>(api.url, text);
      open = operations.filter(({ state }) => !["DONE", "UNDONE", "FAILED"].includes(state));
      return open.length === 0 ? true : undefined;
    },
    () => `still under way: ${JSON.stringify(open)}`,
    { timeoutMs: 90_000 },
  );
}
