import { expect, test } from "vitest";
import type { AttentionBesideQuery } from "@/gql/graphql";
import { attentionBeside } from "./attention";

const none = { gpus: 0, cpuMillis: 0, ramBytes: 0, storageBytes: 0 };
const noLimit = { gpus: null, cpuMillis: null, ramBytes: null, storageBytes: null, pods: null };

function beside(used: number, quota: number | null): AttentionBesideQuery {
  const team = {
    name: "vision",
    used: { ...none, gpus: used },
    quota: { ...noLimit, gpus: quota },
    usedPods: 1,
    gpuModels: [],
  };
  return {
    system: { cursor: "" },
    servers: {
      totalCount: 3,
      nodes: [{ name: "gpu-1", status: "NOT_READY", unavailableReason: "its kubelet is silent" }],
    },
    teams: [team],
  } as unknown as AttentionBesideQuery;
}

test("findings, servers and quotas that wait for somebody, each with where one acts", () => {
  expect(attentionBeside(2, beside(9, 10), null).map(({ look, text, href }) => [look.word, text, href])).toEqual([
    ["2 findings", "Ledger and cluster disagree", "/consistency"],
    ["Not ready", "gpu-1", "/servers/gpu-1"],
    ["Not ready", "2 more servers", "/servers?status=NOT_READY%2CUNKNOWN"],
    ["Quota 90 % used", "vision: GPUs", "/teams/vision"],
  ]);
});

test("a quota that is used up says so, one with room or without a limit says nothing", () => {
  const quota = (used: number, limit: number | null) => attentionBeside(0, beside(used, limit), "vision").slice(2);
  expect(quota(10, 10)[0]?.look).toMatchObject({ word: "Quota used up", tone: "warning" });
  expect(quota(8, 10)).toEqual([]);
  expect(quota(8, null)).toEqual([]);
  expect(quota(0, 0)).toEqual([]);
  expect(attentionBeside(0, beside(10, 10), "other").slice(2)).toEqual([]);
});

test("nothing is known yet: only the findings are told", () => {
  expect(attentionBeside(0, undefined, null)).toEqual([]);
});
