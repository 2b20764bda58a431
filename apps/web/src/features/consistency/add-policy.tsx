"use client";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { type FindingClass, PodFormChoicesDocument, type PolicyMode } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { className, findingClasses, policyWords } from "./finding-looks";
import type { SetPolicy } from "./policies-panel";

/** A line of its own for one namespace. */
export function AddPolicy({ onSet }: { onSet: SetPolicy }) {
  const { data } = useLiveQuery(PodFormChoicesDocument, {}, []);
  const [kind, setKind] = useState<FindingClass>("SPEC_DRIFT");
  const [namespace, setNamespace] = useState("");
  const [mode, setMode] = useState<PolicyMode>("ASK");
  const field = { select: true, size: "small", sx: { minWidth: { sm: 180 } } } as const;
  return (
    <Stack direction={{ xs: "column", sm: "row" }} sx={{ gap: 1.5, mt: 3, alignItems: { sm: "center" } }}>
      <TextField {...field} label="Kind" value={kind} onChange={(event) => setKind(event.target.value as FindingClass)}>
        {findingClasses.map((one) => (
          <MenuItem key={one} value={one}>
            {className(one)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        {...field}
        label="In namespace"
        value={namespace}
        onChange={(event) => setNamespace(event.target.value)}
      >
        {(data?.namespaces ?? []).map(({ name }) => (
          <MenuItem key={name} value={name}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        {...field}
        label="What is done"
        value={mode}
        onChange={(event) => setMode(event.target.value as PolicyMode)}
      >
        {(Object.keys(policyWords) as PolicyMode[]).map((one) => (
          <MenuItem key={one} value={one}>
            {policyWords[one].name}
          </MenuItem>
        ))}
      </TextField>
      <Button
        variant="outlined"
        sx={{ flexShrink: 0 }}
        disabled={namespace === ""}
        onClick={() => onSet({ class: kind, namespace, mode })}
      >
        Set for this namespace
      </Button>
    </Stack>
  );
}
