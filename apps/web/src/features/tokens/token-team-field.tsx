"use client";
import { useQuery } from "@apollo/client/react";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useRights } from "@/features/rights/use-rights";
import { TokenTeamsDocument } from "@/gql/graphql";

interface TokenTeamFieldProps {
  /** Empty: all. */
  readonly team: string;
  readonly onChange: (team: string) => void;
}

/** Limits a token to one of the teams that its maker sees, and says where that comes to looking only. */
export function TokenTeamField({ team, onChange }: TokenTeamFieldProps) {
  const { data, error } = useQuery(TokenTeamsDocument);
  const whyNot = useRights(team === "" ? null : team)("changePods", data?.viewer.id);
  const limited =
    whyNot === null ? "It sees and changes what is this team's alone." : `It sees this team alone: ${whyNot}.`;
  const all = "It never may more than you may yourself at that moment.";
  return (
    <TextField
      select
      label="For"
      error={error !== undefined}
      helperText={error ? "The teams could not be read." : team === "" ? all : limited}
      value={team}
      onChange={({ target }) => onChange(target.value)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">All teams that I see</MenuItem>
      {(data?.teams ?? []).map(({ name }) => (
        <MenuItem key={name} value={name}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
