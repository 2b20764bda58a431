import { randomUUID } from "node:crypto";
import { checkConsistency } from "@resource-manager/domain/consistency/consistency";
import type { Finding, FindingClass, RepairKind } from "@resource-manager/domain/consistency/finding";
import { Healer } from "@resource-manager/domain/consistency/healer";
import { FollowedPods } from "@resource-manager/domain/consistency/ledger-pods";
import { LivingComparison } from "@resource-manager/domain/consistency/living-comparison";
import type { PolicyDefaults } from "@resource-manager/domain/consistency/policy";
import { ANNA, type World } from "./world.ts";

/** A healer over the world's running process, and short ways to ask it. */
export interface HealingWorld {
  readonly healer: Healer;
  /** What stands now, as a full comparison finds it; throws where the living comparison finds something else. */
  findings(): Promise<readonly Finding[]>;
  heal(options?: HealOptions): ReturnType<Healer["heal"]>;
  /** One look of the background, while time passes. */
  look(): Promise<void>;
}

export interface HealOptions {
  /** Of the findings of this class; default: all. */
  readonly class?: FindingClass;
  readonly kind?: RepairKind;
  readonly dryRun?: boolean;
  readonly operationId?: string;
  readonly planId?: string;
}

export async function startHealing(world: World, defaults: PolicyDefaults = "SAFE"): Promise<HealingWorld> {
  const { ledger, cluster, clock } = world;
  const installationId = (await ledger.installation()).id;
  const pods = new FollowedPods();
  await pods.follow(ledger);
  const shared = { ledger, view: cluster, cluster, clock, installationId };
  const comparison = new LivingComparison({ ...shared, pods });
  const { commands } = world.process;
  const healer = new Healer({ ...shared, commands, comparison, pods, ids: { uuid: randomUUID }, defaults });
  await healer.start();
  const findings = async (): Promise<readonly Finding[]> => {
    await world.run(100);
    await comparison.readBooks(true);
    const living = comparison.findings();
    const full = (await checkConsistency(shared)).findings;
    if (JSON.stringify(living) !== JSON.stringify(full)) {
      throw new Error(`the living comparison differs: ${JSON.stringify({ living, full })}`);
    }
    return full;
  };
  return {
    healer,
    findings,
    heal: async ({ class: cls, kind, dryRun = false, operationId, planId } = {}) => {
      const chosen = cls ? (await findings()).filter((finding) => finding.class === cls).map(({ id }) => id) : null;
      const request = { dryRun, operationId: operationId ?? null, planId: planId ?? null };
      const answer = await world.during(healer.heal(ANNA, { findings: chosen, kind: kind ?? null, ...request }));
      if (answer === "CRASHED") throw new Error("the process crashed");
      return answer;
    },
    look: async () => {
      await world.during(healer.look("EVENT"));
      await world.run(1_100);
      await world.during(healer.look("EVENT"));
    },
  };
}
