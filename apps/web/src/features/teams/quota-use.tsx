"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { TeamFactsFragment } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { type Bytes, formatCount } from "@/lib/format/numbers";
import { AmountBar } from "@/ui/amount-bar";

/** What a team holds of one thing, and how much it may. */
export interface QuotaUse {
  readonly label: string;
  readonly used: Bytes;
  /** Null: no limit. */
  readonly quota: Bytes | null;
  readonly format: (value: Bytes) => string;
  readonly exact: (value: Bytes) => string;
}

const count = (value: Bytes) => formatCount(Number(value));

/** GPUs in all first, then GPUs by model, the other resources, pods. */
export function usesOf({ used, quota, usedPods, gpuModels }: TeamFactsFragment): readonly QuotaUse[] {
  const inAll = RESOURCES.map(({ key, label, inList, exact }) => ({
    label,
    used: used[key],
    quota: quota[key],
    format: inList,
    exact,
  }));
  const [gpus, ...others] = inAll;
  const models = gpuModels.map((model) => ({ ...model, label: `GPUs: ${model.model}`, format: count, exact: count }));
  const pods = { label: "Pods", used: usedPods, quota: quota.pods, format: count, exact: count };
  return [...(gpus ? [gpus] : []), ...models, ...others, pods];
}

/** One bar: what is held, what is left. Without a limit there is nothing to be left. */
export function QuotaBar({ use: { label, used, quota, format, exact } }: { use: QuotaUse }) {
  if (quota === null) {
    return (
      <Stack direction="row" sx={{ justifyContent: "space-between", alignItems: "baseline", gap: 1 }}>
        <Typography component="h3" variant="subtitle2">
          {label}
        </Typography>
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {format(used)} used, no limit
        </Typography>
      </Stack>
    );
  }
  const [held, may] = [Number(used), Number(quota)];
  const over = Math.max(0, held - may);
  return (
    <AmountBar
      label={label}
      total={quota}
      totalName="Quota"
      format={format}
      exact={exact}
      parts={[
        { name: "Used", value: held - over, tone: "ours" },
        { name: "Over the quota", value: over, tone: "lost" },
        { name: "Left", value: Math.max(0, may - held), tone: "free" },
      ]}
    />
  );
}

/** Everything that the quota counts, as bars. */
export function QuotaUseBars({ team }: { team: TeamFactsFragment }) {
  return (
    <Box
      sx={{ display: "grid", gap: 3, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" } }}
    >
      {usesOf(team).map((use) => (
        <QuotaBar key={use.label} use={use} />
      ))}
    </Box>
  );
}
