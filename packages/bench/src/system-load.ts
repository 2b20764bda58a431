import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";

/** The load average of the last minute. */
export function systemLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** Resident memory of one process, in MiB. */
export function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) / 1024;
}

/** Resident memory of all processes below one of these names that descend from a process, in MiB by name. */
export function residentMibOfDescendants(ancestor: number): Record<string, number> {
  const parents = new Map<number, { readonly parent: number; readonly name: string }>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const found = statOf(pid);
    if (found !== undefined) parents.set(pid, found);
  }
  const sums: Record<string, number> = {};
  for (const [pid, { name }] of parents) {
    if (descends(parents, pid, ancestor)) sums[name] = (sums[name] ?? 0) + residentMib(pid);
  }
  return sums;
}

function descends(parents: ReadonlyMap<number, { readonly parent: number }>, pid: number, ancestor: number): boolean {
  for (let at = parents.get(pid)?.parent; at !== undefined && at > 0; at = parents.get(at)?.parent) {
    if (at === ancestor) return true;
  }
  return false;
}

function statOf(pid: number): { parent: number; name: string } | undefined {
  try {
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { parent: Number(rest.split(" ")[1]), name };
  } catch {
    // It ended while the folder was read.
    return undefined;
  }
}
