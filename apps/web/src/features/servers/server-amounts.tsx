"use client";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { ServerAmountsFragmentDoc } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { formatCount, plural } from "@/lib/format/numbers";
import { AmountBar } from "@/ui/amount-bar";
import { RelativeTime } from "@/ui/relative-time";
import { useServerUse } from "./use-server-use";

interface ServerAmountsProps {
  readonly name: string;
  readonly server: FragmentType<typeof ServerAmountsFragmentDoc>;
}

/** One bar per resource: what our pods hold, what other tools' pods hold, what can be had, what cannot be had now, and what is used. */
export function ServerAmounts({ name, server }: ServerAmountsProps) {
  const { capacity, allocatable, allocated, foreign, available, ...rest } = unmask(ServerAmountsFragmentDoc, server);
  const { podSlots, podCount, foreignPodCount } = rest;
  const { used, usedUnknown } = useServerUse(name);
  return (
    <>
      <Box
        sx={{ display: "grid", gap: 3, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" } }}
      >
        {RESOURCES.map(({ key, label, inList, exact }) => {
          const offered = Number(allocatable[key]);
          const free = Number(available[key]);
          const others = Number(foreign[key]);
          const taken = Number(allocated[key]);
          return (
            <AmountBar
              key={key}
              label={label}
              total={allocatable[key]}
              totalName="Allocatable"
              used={key === "cpuMillis" || key === "ramBytes" ? (used?.[key] ?? null) : null}
              format={inList}
              exact={exact}
              parts={[
                { name: "Allocated", value: taken - others, tone: "ours" },
                { name: "Other tools", value: others, tone: "others" },
                { name: "Not available", value: Math.max(0, offered - taken - free), tone: "lost" },
                { name: "Available", value: free, tone: "free" },
              ]}
            />
          );
        })}
      </Box>
      <Typography variant="body2" sx={{ color: "text.secondary", mt: 2 }}>
        {plural(podCount, "pod")} of ours, {formatCount(foreignPodCount)} of other tools;{" "}
        {formatCount(podSlots.available)} of {plural(podSlots.allocatable, "pod slot")} free. The server itself has{" "}
        {RESOURCES.map(({ key, phrase }) => phrase(capacity[key])).join(", ")}; it keeps what is not allocatable for its
        system.{" "}
        {used && (
          <>
            CPU and RAM in use were measured <RelativeTime time={used.measuredAt} />; GPUs and storage are not measured.
          </>
        )}
        {usedUnknown && `What is used is not known: ${usedUnknown}`}
      </Typography>
    </>
  );
}
