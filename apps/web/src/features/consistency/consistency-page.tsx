"use client";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { ForRole } from "@/features/rights/for-role";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { PageHeader } from "@/ui/page-header";
import { FindingsPanel } from "./findings-panel";
import { consistencyTabs, useConsistencySearch } from "./findings-search";
import { HistoryPanel } from "./history-panel";
import { PoliciesPanel } from "./policies-panel";

const tabNames = { findings: "Findings", history: "History", policies: "Policies" } as const;

/** Where ledger and cluster disagree and what is done about it; what was done; and what is done by itself. */
export function ConsistencyPage() {
  const state = useConsistencySearch();
  const { tab } = state.search;
  // Passes may name pods of any team.
  const seesPasses = useWhyNowhere("seeAll") === null;
  return (
    <>
      <PageHeader title="Consistency" />
      <Tabs
        value={tab}
        onChange={(_, chosen) => state.setSearch({ tab: chosen })}
        aria-label="Parts of this page"
        sx={{ mb: 2.5, borderBottom: 1, borderColor: "divider" }}
      >
        {consistencyTabs
          .filter((one) => one !== "history" || seesPasses || tab === one)
          .map((one) => (
            <Tab key={one} value={one} label={tabNames[one]} />
          ))}
      </Tabs>
      {tab === "findings" && <FindingsPanel {...state} />}
      {tab === "history" && (
        <ForRole permission="seeAll">
          <HistoryPanel />
        </ForRole>
      )}
      {tab === "policies" && <PoliciesPanel />}
    </>
  );
}
