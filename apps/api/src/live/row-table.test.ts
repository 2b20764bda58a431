import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ledgerPod } from "../testing/samples.ts";
import { LivePodRow } from "./pod-row.ts";
import { type PodCriteria, type PodOrderName, podQuery, podTable } from "./pod-table.ts";
import type { Place } from "./sorted-rows.ts";

const OWNERS = ["ada", "grace"];
const SERVERS = ["gpu-1", "gpu-2", null];
const STATUSES = ["RUNNING", "PENDING", "FAILED"] as const;

const rows = fc.record({
  name: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
  owner: fc.constantFrom(...OWNERS),
  server: fc.constantFrom(...SERVERS),
  status: fc.constantFrom(...STATUSES),
  gpus: fc.nat(3),
  isGone: fc.boolean(),
});
const criteria: fc.Arbitrary<PodCriteria> = fc.record({
  owners: fc.option(fc.subarray(OWNERS)),
  servers: fc.option(fc.subarray(["gpu-1", "gpu-2"])),
  status: fc.option(fc.subarray([...STATUSES])),
  search: fc.option(fc.constantFrom("A", "gpu-1", "grace", "")),
});

function passes(row: LivePodRow, { owners, servers, status, search }: PodCriteria): boolean {
  const one = (values: readonly string[] | null | undefined, value: string | null) =>
    !values?.length || (value !== null && values.includes(value));
  const text = [row.namespace, "/", row.name, row.owner, row.image, row.serverName].join("\n").toLowerCase();
  return (
    one(owners, row.owner) &&
    one(servers, row.serverName) &&
    one(status, row.status) &&
    (!search || text.includes(search.toLowerCase()))
  );
}

describe("RowTable", () => {
  it("finds, counts and pages what looking at every row would, after any changes", () => {
    const order = fc.constantFrom<PodOrderName>("NAME", "GPUS", "OWNER", "STATUS", "SERVER");
    fc.assert(
      fc.property(
        fc.array(rows),
        criteria,
        order,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(3),
        (changes, asked, by, descending, first, sortedOnTheSpotMax) => {
          const table = podTable(sortedOnTheSpotMax);
          const model = new Map<string, LivePodRow>();
          table.page(podQuery({}), { order: by, descending, after: null, first: 1 });
          for (const { name, owner, server, status, gpus, isGone } of changes) {
            const ledger = ledgerPod(name, gpus, server, { owner });
            const condition = { status, reason: null, message: null };
            const row = new LivePodRow({
              key: name,
              ledger,
              observed: null,
              observedAt: null,
              operation: null,
              condition,
            });
            table.replace(name, isGone ? null : row);
            if (isGone) model.delete(name);
            else model.set(name, row);
          }
          const query = podQuery(asked);
          const expected = new Set([...model.values()].filter((row) => passes(row, asked)));
          expect(new Set(table.select(query))).toEqual(expected);
          expect(table.count(query, "asked")).toBe(expected.size);
          expect(table.size).toBe(model.size);
          const paged: LivePodRow[] = [];
          for (let after: Place | null = null, more = true; more; ) {
            const page = table.page(query, { order: by, descending, after, first });
            paged.push(...page.entries.map((entry) => entry.row));
            after = page.entries.at(-1)?.place ?? null;
            more = page.hasNextPage;
            expect([null, expected.size]).toContain(page.total);
          }
          expect(paged).toHaveLength(expected.size);
          expect(new Set(paged)).toEqual(expected);
        },
      ),
    );
  });
});
