import type { ResourceName } from "@resource-manager/domain/model/amounts";
import type { HistoryAnswer, HistoryLines as Lines } from "@resource-manager/history/history-model";
import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import { ApiError } from "../api-error.ts";
import type { GraphQLContext } from "../context.ts";
import { ResourceHistoryInput } from "./history.input.ts";
import { type HistoryLines, type HistorySeries, ResourceHistory } from "./history.type.ts";

const SERIES_MAX = 20;
const POINTS_MAX = 1_500;
const KEPT_MS = 30 * 24 * 3_600_000;
/** The edge of what is kept moves on while a request is under way. */
const EDGE_MS = 60_000;
const NOTHING: HistoryAnswer = { resolutionSeconds: 0, timesMs: [], series: [] };

@Resolver(() => ResourceHistory)
export class HistoryResolver {
  @Query(() => ResourceHistory, {
    description:
      "Allocation and use over time. To follow it, ask again every 10 s: no point comes sooner, and each answer is a whole range.",
  })
  async resourceHistory(
    @Arg("input", () => ResourceHistoryInput) input: ResourceHistoryInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ResourceHistory> {
    const now = services.history.now();
    const [fromMs, toMs] = rangeOf(input, now.getTime());
    const { teams } = sightOf(viewer);
    const names = input.names ?? null;
    if ((names?.length ?? 0) > SERIES_MAX) throw refused(`names: at most ${SERIES_MAX} are allowed`);
    const query = {
      dimension: input.groupBy,
      names:
        input.groupBy === "TEAM" && teams !== null ? (names ?? [...teams]).filter((name) => teams.has(name)) : names,
      seriesMax: within("seriesMax", input.seriesMax, SERIES_MAX),
      pointsMax: within("pointsMax", input.pointsMax, POINTS_MAX),
      fromMs,
      toMs,
    };
    const answer = await services.history.read(query);
    const { resolutionSeconds, timesMs, series } = answer ?? NOTHING;
    return {
      resolutionSeconds,
      times: timesMs.map((ms) => new Date(ms)),
      series: series.map(toSeries),
      off: services.history.whyOff() ?? (answer === null ? "the history could not be read" : null),
      usedUnknown: services.usage.whyUnknown(),
    };
  }
}

function rangeOf({ from, to }: ResourceHistoryInput, nowMs: number): [number, number] {
  const toMs = Math.min(to?.getTime() ?? nowMs, nowMs);
  if (from.getTime() >= (to?.getTime() ?? nowMs)) throw refused("from: it has to be before `to`");
  if (from.getTime() < nowMs - KEPT_MS - EDGE_MS) throw refused("from: nothing is kept for longer than 30 days");
  return [Math.min(from.getTime(), toMs), toMs];
}

function within(name: string, value: number, most: number): number {
  if (value < 1 || value > most) throw refused(`${name}: it has to be from 1 to ${most}`);
  return value;
}

function refused(message: string): ApiError {
  return new ApiError("BAD_USER_INPUT", message);
}

function toSeries({ name, points }: Lines): HistorySeries {
  const lines = (resource: ResourceName): HistoryLines => ({
    allocatable: points.map((point) => point?.allocatable?.[resource] ?? null),
    allocated: points.map((point) => point?.allocated[resource] ?? null),
    used: points.map((point) => usedOf(point?.used ?? null, resource)),
  });
  return {
    name,
    gpus: lines("gpus"),
    cpuMillis: lines("cpuMillis"),
    ramBytes: lines("ramBytes"),
    storageBytes: lines("storageBytes"),
  };
}

function usedOf(used: Readonly<Partial<Record<ResourceName, number>>> | null, resource: ResourceName): number | null {
  return used?.[resource] ?? null;
}
