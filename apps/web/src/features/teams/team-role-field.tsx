import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import type { TeamRole } from "@/gql/graphql";
import { teamRoles } from "./team-role";

interface TeamRoleFieldProps {
  readonly value: TeamRole;
  /** What that role comes to, for whoever gets it. */
  readonly means: string;
  readonly onChange: (role: TeamRole) => void;
}

export function TeamRoleField({ value, means, onChange }: TeamRoleFieldProps) {
  return (
    <TextField
      select
      label="Role"
      helperText={means}
      value={value}
      onChange={({ target }) => onChange(target.value as TeamRole)}
    >
      {(["VIEWER", "MEMBER", "LEAD"] as const).map((each) => (
        <MenuItem key={each} value={each}>
          {teamRoles[each].name}
        </MenuItem>
      ))}
    </TextField>
  );
}
