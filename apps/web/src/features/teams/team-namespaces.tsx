"use client";
import AdoptedIcon from "@mui/icons-material/AssignmentTurnedInOutlined";
import MadeIcon from "@mui/icons-material/CheckCircleOutlined";
import NewIcon from "@mui/icons-material/HourglassEmpty";
import UntouchedIcon from "@mui/icons-material/RadioButtonUnchecked";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import type { NamespaceKeeping, TeamPageQuery } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { Entries, Entry } from "@/ui/entries";
import { GatedButton } from "@/ui/gated-button";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { StatusChip, type StatusLook } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { AdoptNamespaceDialog } from "./adopt-namespace-dialog";
import { AddNamespaceDialog, KeepNamespacesDialog } from "./simple-changes";

const looks: Record<NamespaceKeeping, StatusLook & { means: string }> = {
  MADE: { word: "Kept", tone: "success", icon: MadeIcon, means: "made and kept in order by Resource Manager" },
  ADOPTED: { word: "Adopted", tone: "success", icon: AdoptedIcon, means: "it existed, and is kept in order since" },
  NEW: { word: "New", tone: "default", icon: NewIcon, means: "not made in the cluster yet" },
  UNTOUCHED: { word: "Untouched", tone: "warning", icon: UntouchedIcon, means: "it existed; only pods are made in it" },
};

interface TeamNamespacesProps {
  readonly team: string;
  readonly namespaces: TeamPageQuery["namespaces"];
  readonly archived: boolean;
  readonly whyNot: WhyNot;
}

type Opened = { readonly kind: "adopt"; readonly namespace: string } | { readonly kind: "add" | "keep" };

/** The team's namespaces and how each is kept; one that is untouched can be adopted. */
export function TeamNamespaces({ team, namespaces, archived, whyNot }: TeamNamespacesProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const why = whyNot("changeTeams");
  const mayKeep = namespaces.some(({ keeping }) => keeping !== "UNTOUCHED");
  return (
    <Section title="Namespaces">
      {namespaces.length === 0 && <EmptyState title="It has no namespace" />}
      <Entries>
        {namespaces.map(({ name, keeping }) => (
          <Entry key={name}>
            <Box sx={{ minWidth: 0, flexGrow: 1 }}>
              <TextLink href={paths.pods({ namespace: name })}>{name}</TextLink>
              <Typography variant="body2" sx={{ color: "text.secondary" }}>
                {looks[keeping].means}
              </Typography>
            </Box>
            <StatusChip look={looks[keeping]} />
            {keeping === "UNTOUCHED" && !archived && (
              <GatedButton
                why={why}
                size="small"
                variant="outlined"
                aria-label={`Adopt ${name}`}
                onClick={() => setOpened({ kind: "adopt", namespace: name })}
              >
                Adopt
              </GatedButton>
            )}
          </Entry>
        ))}
      </Entries>
      {!archived && (
        <Stack direction="row" sx={{ gap: 1, mt: 1.5, flexWrap: "wrap" }}>
          <GatedButton why={why} size="small" variant="outlined" onClick={() => setOpened({ kind: "add" })}>
            Add namespace
          </GatedButton>
          {mayKeep && (
            <GatedButton why={why} size="small" variant="outlined" onClick={() => setOpened({ kind: "keep" })}>
              Put in order
            </GatedButton>
          )}
        </Stack>
      )}
      {opened?.kind === "adopt" && <AdoptNamespaceDialog team={team} namespace={opened.namespace} onClose={close} />}
      {opened?.kind === "add" && <AddNamespaceDialog team={team} onClose={close} />}
      {opened?.kind === "keep" && <KeepNamespacesDialog team={team} onClose={close} />}
    </Section>
  );
}
