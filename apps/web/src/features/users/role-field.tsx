"use client";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import type { PlatformRole } from "@/gql/graphql";

const means: Record<PlatformRole | "NONE", { readonly name: string; readonly means: string }> = {
  NONE: { name: "None", means: "What they may do comes from their roles in teams." },
  AUDITOR: { name: "Auditor", means: "Sees everything, the audit trail too, and changes nothing." },
  ADMIN: { name: "Admin", means: "May everything, in every team." },
};

interface RoleFieldProps {
  readonly value: PlatformRole | null;
  readonly onChange: (role: PlatformRole | null) => void;
}

/** A role in the whole installation, and what it comes to. */
export function RoleField({ value, onChange }: RoleFieldProps) {
  const chosen = value ?? "NONE";
  return (
    <TextField
      select
      label="Role"
      helperText={means[chosen].means}
      value={chosen}
      onChange={({ target }) => onChange(target.value === "NONE" ? null : (target.value as PlatformRole))}
    >
      {(["NONE", "AUDITOR", "ADMIN"] as const).map((role) => (
        <MenuItem key={role} value={role}>
          {means[role].name}
        </MenuItem>
      ))}
    </TextField>
  );
}
