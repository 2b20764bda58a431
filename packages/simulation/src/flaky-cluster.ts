import type { Cluster, ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import type { Seeded } from "./seeded.ts";

/** A cluster of which some calls fail: before their effect, after it, or with a conflict. `rate` is from 0 (never) to 1. */
export function flaky(real: Cluster, random: Seeded, rate: () => number): Cluster {
  return new Proxy(real, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...input: unknown[]) => {
        if (!random.chance(rate())) return member.apply(target, input);
        const kind = random.pick(["UNREACHABLE", "TIME_OUT", "LOST_ANSWER"] as const);
        if (kind === "LOST_ANSWER") await member.apply(target, input);
        const answer = {
          kind: "unavailable",
          message: kind,
          effectUnknown: kind !== "UNREACHABLE",
          retryAfterMs: null,
        } as const;
        return answer satisfies ClusterAnswer<never>;
      };
    },
  });
}
