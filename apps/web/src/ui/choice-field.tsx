"use client";
import Checkbox from "@mui/material/Checkbox";
import ListItemText from "@mui/material/ListItemText";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";

export interface Choice {
  readonly value: string;
  readonly name: string;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Any of some values; none chosen means all. */
export function ChoiceField({ label, choices, value, onChange }: ChoiceFieldProps) {
  const nameOf = (one: string) => choices.find((choice) => choice.value === one)?.name ?? one;
  return (
    <TextField
      select
      label={label}
      value={[...value]}
      onChange={(event) => onChange(event.target.value as unknown as string[])}
      sx={{ maxWidth: { sm: 200 } }}
      slotProps={{
        inputLabel: { shrink: true },
        select: {
          multiple: true,
          displayEmpty: true,
          renderValue: (chosen) => (chosen as string[]).map(nameOf).join(", ") || "Any",
        },
      }}
    >
      {choices.map((choice) => (
        <MenuItem key={choice.value} value={choice.value} dense>
          <Checkbox
            size="small"
            checked={value.includes(choice.value)}
            sx={{ p: 0.5, mr: 1 }}
            tabIndex={-1}
            disableRipple
          />
          <ListItemText primary={choice.name} />
        </MenuItem>
      ))}
    </TextField>
  );
}
