"use client";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  AddNamespaceDocument,
  ArchiveTeamDocument,
  KeepNamespacesDocument,
  type TeamFactsFragment,
} from "@/gql/graphql";
import { problemsIn } from "./team-answer";
import { TeamChangeDialog } from "./team-change-dialog";
import { useTeamChange } from "./use-team-change";

export function AddNamespaceDialog({ team, onClose }: { team: string; onClose: () => void }) {
  const [namespace, setNamespace] = useState("");
  const input = namespace.trim() === "" ? null : { team, namespace: namespace.trim() };
  const change = useTeamChange({ document: AddNamespaceDocument, input, onDone: onClose });
  const problem = problemsIn(change.answer).namespace;
  return (
    <TeamChangeDialog
      title={`Add a namespace to ${team}`}
      confirm="Add namespace"
      change={change}
      atFields={(path) => path === "namespace"}
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <TextField
        label="Namespace"
        value={namespace}
        onChange={(event) => setNamespace(event.target.value)}
        error={problem !== undefined}
        helperText={problem}
        autoComplete="off"
        autoFocus
      />
    </TeamChangeDialog>
  );
}

export function KeepNamespacesDialog({ team, onClose }: { team: string; onClose: () => void }) {
  const [input] = useState({ name: team });
  const change = useTeamChange({ document: KeepNamespacesDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={`Put the namespaces of ${team} in order?`}
      confirm="Put in order"
      change={change}
      nothing="Labels, network, quota and limits are written again where somebody changed them."
      onClose={onClose}
    >
      <Typography variant="body2">
        What was deleted or edited by hand in its namespaces is put right. Untouched ones stay untouched.
      </Typography>
    </TeamChangeDialog>
  );
}

export function ArchiveTeamDialog({ team, onClose }: { team: TeamFactsFragment; onClose: () => void }) {
  const [input] = useState({ name: team.name, version: team.version });
  const change = useTeamChange({ document: ArchiveTeamDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={`Archive team ${team.name}?`}
      confirm={`Archive ${team.name}`}
      tone="error"
      change={change}
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <Typography variant="body2">
        Its namespaces and its record stay, and it gets no new pods until it is brought back.
      </Typography>
    </TeamChangeDialog>
  );
}
