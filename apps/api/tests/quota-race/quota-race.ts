import { randomUUID } from "node:crypto";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { mutate, query } from "../pods.ts";
import { brokenBooks } from "./books.ts";
import { type Edge, UNLIMITED } from "./edges.ts";
import { changeTeam, type RaceWorld, TEAM, untilAtRest } from "./race-world.ts";
import { HELD, type Way, winnersOf } from "./ways.ts";

export const CLIENTS = 64;
/** So many were answered when the process is killed. */
const ANSWERED_BEFORE_KILL = 8;
const AHEAD_OF_CHANGE_MAX = 8;

export interface RoundResult {
  readonly asked: number;
  /** How many more pods the quota had room for in the end, and how many were promised. */
  readonly room: number;
  readonly winners: number;
  readonly broken: readonly string[];
}

interface Wish {
  readonly name: string;
  readonly operationId: string;
  readonly [field: string]: unknown;
}

/** What each client was told in the end; undefined: nothing, the connection broke. */
type Answers = ReadonlyMap<Wish, string | undefined>;

/** Fills the team up to where rounds begin, runs them, and leaves nothing behind. */
export async function raceAtEdge(
  world: RaceWorld,
  edge: Edge,
  ways: readonly Way[],
  done: (way: Way, result: RoundResult) => void,
): Promise<void> {
  await changeTeam(world.api.url, "updateTeam", { name: TEAM, quota: UNLIMITED });
  const held = wishes(edge, HELD);
  const made = [...(await askAll(world, held)).values()];
  if (made.some((answer) => answer !== "CreatePodSuccess")) throw new Error(`not filled up: ${made.join()}`);
  const names = new Set(held.map(({ name }) => name));
  for (const [turn, way] of ways.entries()) done(way, await round(world, edge, { way, turn, held: names }));
  await deleted(world, names);
}

interface Round {
  readonly way: Way;
  readonly turn: number;
  /** Pods that the team holds at the beginning. */
  readonly held: ReadonlySet<string>;
}

async function round(world: RaceWorld, edge: Edge, { way, turn, held }: Round): Promise<RoundResult> {
  await changeTeam(world.api.url, "updateTeam", { name: TEAM, quota: quota(edge, way.before) });
  await untilAtRest(world);
  const [first, broken] = await firstWave(world, edge, { way, turn });
  const early = winners(first);
  const { least, most } = winnersOf(way);
  if (early.length < least || early.length > most)
    broken.push(`${early.length} won, not ${least}${most > least ? ` to ${most}` : ""}`);
  const left = Math.max(0, way.after - early.length);
  // Whoever asks now gets what is left, to the last one.
  const second = await askAll(world, wishes(edge, CLIENTS));
  const late = winners(second);
  if (late.length !== left) broken.push(`${late.length} won of the ${left} that were left`);
  broken.push(...strange(first), ...strange(second));
  const won = new Set([...early, ...late]);
  await untilAtRest(world);
  const isOver = HELD + won.size > HELD + way.after;
  broken.push(...(await untilSettled(world, new Set([...held, ...won]), isOver)));
  await deleted(world, won);
  const room = Math.max(early.length, way.after, 0);
  return { asked: first.size + second.size, room, winners: won.size, broken };
}

async function firstWave(
  world: RaceWorld,
  edge: Edge,
  { way, turn }: Pick<Round, "way" | "turn">,
): Promise<[Answers, string[]]> {
  const all = wishes(edge, CLIENTS);
  if (way.meanwhile === "kill -9") return killedMeanwhile(world, all);
  if (way.meanwhile === "nothing") return [await askAll(world, all), []];
  // So many ask before it, so that it falls between other winners each time.
  const ahead = turn % AHEAD_OF_CHANGE_MAX;
  const [before, , after] = await Promise.all([
    askAll(world, all.slice(0, ahead)),
    changeTeam(world.api.url, "updateTeam", { name: TEAM, quota: quota(edge, way.after) }),
    askAll(world, all.slice(ahead)),
  ]);
  return [new Map([...before, ...after]), []];
}

/** All ask, the process dies, and all ask again with their keys: who had an answer gets that one, and nobody gets two. */
async function killedMeanwhile(world: RaceWorld, all: readonly Wish[]): Promise<[Answers, string[]]> {
  const { api } = world;
  let answered = 0;
  const died = Promise.withResolvers<void>();
  const asking = askAll(world, all, () => {
    answered += 1;
    if (answered === ANSWERED_BEFORE_KILL) api.kill().then(died.resolve, died.reject);
  });
  await died.promise;
  const before = await asking;
  await api.start();
  const after = await askAll(world, all);
  const changed = all.filter((wish) => before.get(wish) !== undefined && before.get(wish) !== after.get(wish));
  return [after, changed.map((wish) => `I6 ${wish.name}: ${before.get(wish)}, then ${after.get(wish)}`)];
}

async function askAll(
  { api }: RaceWorld,
  all: readonly Wish[],
  answered: () => void = () => undefined,
): Promise<Answers> {
  const { url } = api;
  const answers = await Promise.all(
    all.map(async (wish): Promise<[Wish, string | undefined]> => {
      try {
        const { __typename, message } = await mutate(url, "createPod", wish);
        answered();
        return [wish, EXPECTED.has(__typename) ? __typename : `${__typename}: ${message}`];
      } catch {
        return [wish, undefined];
      }
    }),
  );
  return new Map(answers);
}

const EXPECTED: ReadonlySet<string> = new Set(["CreatePodSuccess", "QuotaExceeded"]);

function winners(answers: Answers): readonly string[] {
  return [...answers].filter(([, answer]) => answer === "CreatePodSuccess").map(([{ name }]) => name);
}

/** Answers that nobody should get here. */
function strange(answers: Answers): readonly string[] {
  return [...answers]
    .filter(([, answer]) => answer === undefined || !EXPECTED.has(answer))
    .map(([{ name }, answer]) => `${name} was told ${answer ?? "nothing"}`);
}

function quota(edge: Edge, more: number): object {
  return { ...UNLIMITED, ...edge.quotaFor(HELD + more) };
}

function wishes({ pod }: Edge, count: number): readonly Wish[] {
  return Array.from({ length: count }, () => ({
    ...{ namespace: TEAM, name: `race-${randomUUID().slice(0, 13)}`, operationId: randomUUID() },
    ...{ image: "registry.local/train:1", ...pod },
  }));
}

/** What is still broken 30 s later. */
async function untilSettled(
  world: RaceWorld,
  expected: ReadonlySet<string>,
  isOver: boolean,
): Promise<readonly string[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const broken = await brokenBooks(world, expected, { isOver });
    if (broken.length === 0 || performance.now() > deadline) return broken;
  }
}

async function deleted({ api }: RaceWorld, names: ReadonlySet<string>): Promise<void> {
  await Promise.all([...names].map((name) => mutate(api.url, "deletePod", { namespace: TEAM, name })));
  const seen: { left: readonly { readonly name: string }[] } = { left: [] };
  await waitUntil(
    async () => {
      const text = "query ($in: String!) { pods(first: 500, filter: { namespaces: [$in] }) { nodes { name status } } }";
      const { pods } = await query<{ pods: { nodes: { name: string }[] } }>(api.url, text, { in: TEAM });
      seen.left = pods.nodes.filter(({ name }) => names.has(name));
      return seen.left.length === 0 ? true : undefined;
    },
    () => `still there: ${JSON.stringify(seen.left)}`,
    { timeoutMs: 60_000 },
  );
}
