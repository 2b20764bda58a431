"use client";
import Box from "@mui/material/Box";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { OverviewAmountsFragmentDoc } from "@/gql/graphql";
import { RESOURCES } from "@/lib/format/amounts";
import { AmountBar } from "@/ui/amount-bar";

/** GPUs, CPU, RAM and storage of all servers together: total, allocated, free, and what is out of reach for now. */
export function OverviewAmounts({ overview }: { overview: FragmentType<typeof OverviewAmountsFragmentDoc> }) {
  const { allocatable, allocated, available } = unmask(OverviewAmountsFragmentDoc, overview);
  return (
    <Box
      sx={{
        display: "grid",
        columnGap: 4,
        rowGap: 3,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" },
      }}
    >
      {RESOURCES.map(({ key, label, inList, exact }) => {
        const outOfReach = Number(allocatable[key]) - Number(allocated[key]) - Number(available[key]);
        return (
          <AmountBar
            key={key}
            label={label}
            total={allocatable[key]}
            format={inList}
            exact={exact}
            parts={[
              { name: "Allocated", value: allocated[key], tone: "ours" },
              { name: "Not available", value: Math.max(0, outOfReach), tone: "lost" },
              { name: "Free", value: available[key], tone: "free" },
            ]}
          />
        );
      })}
    </Box>
  );
}
