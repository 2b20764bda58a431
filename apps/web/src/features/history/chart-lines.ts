import type { ResourceKey } from "@/lib/format/amounts";
import type { Measure } from "./history-search";
import type { ShownHistory } from "./use-history";

/** One line of a chart. */
export interface ChartLine {
  readonly id: string;
  readonly label: string;
  /** Of the theme; undefined: one of the chart's own. */
  readonly tone: "offered" | "allocated" | "used" | undefined;
  readonly values: readonly (number | null)[];
}

/** Everything as one: what is offered, allocated and used. Else: one measure of each server, team or model. Lines with no value are left out. */
export function chartLines(
  series: ShownHistory["series"],
  resource: ResourceKey,
  by: string,
  show: Measure,
): ChartLine[] {
  const lines = series.flatMap((one): ChartLine[] => {
    const { allocatable, allocated, used } = one[resource];
    if (by !== "ALL") return [{ id: one.name, label: one.name, tone: undefined, values: one[resource][show] }];
    return [
      { id: "allocatable", label: "Allocatable", tone: "offered", values: allocatable },
      { id: "allocated", label: "Allocated", tone: "allocated", values: allocated },
      { id: "used", label: "Used", tone: "used", values: used },
    ];
  });
  return lines.filter(({ values }) => values.some((value) => value !== null));
}

/** The last value that is known. */
export function lastValue(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}
