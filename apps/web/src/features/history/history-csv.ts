import { RESOURCES } from "@/lib/format/amounts";
import { csv } from "@/lib/format/csv";
import type { ShownHistory } from "./use-history";

/** A row for each moment, line and resource, in the API's units; gaps are left out. */
export function historyCsv({ times, series }: Pick<ShownHistory, "times" | "series">): string {
  const rows = series.flatMap(({ name, ...lines }) =>
    times.flatMap((time, index) =>
      RESOURCES.flatMap(({ key }) => {
        const { allocatable, allocated, used } = lines[key];
        if (allocated[index] == null) return [];
        return [[time, name || "everything", key, allocatable[index], allocated[index], used[index]]];
      }),
    ),
  );
  return csv(["time", "name", "resource", "allocatable", "allocated", "used"], rows);
}
