"use client";
import Autocomplete from "@mui/material/Autocomplete";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useController, useFormContext } from "react-hook-form";
import { formatCount } from "@/lib/format/numbers";
import type { PodFormValues } from "./pod-form-values";
import { useProblem } from "./problems-context";

interface ModelChoice {
  readonly model: string;
  readonly available: number;
  readonly largestBlock: number;
}

/** Which GPU models will do, with what there is of each. */
export function GpuModelsField({ models }: { models: readonly ModelChoice[] }) {
  const { control } = useFormContext<PodFormValues>();
  const { field } = useController({ control, name: "gpuModels" });
  const problem = useProblem("gpuModels");
  const byName = new Map(models.map((one) => [one.model, one]));
  return (
    <Autocomplete
      multiple
      size="small"
      options={[...byName.keys()]}
      value={field.value}
      onChange={(_, value) => field.onChange(value)}
      onBlur={field.onBlur}
      filterSelectedOptions
      renderOption={({ key, ...props }, model) => (
        <li key={key} {...props}>
          <span>
            {model}
            <Typography variant="caption" component="div" sx={{ color: "text.secondary" }}>
              {formatCount(byName.get(model)?.available ?? 0)} available, at most{" "}
              {formatCount(byName.get(model)?.largestBlock ?? 0)} on one server
            </Typography>
          </span>
        </li>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          label="GPU models"
          placeholder={field.value.length > 0 ? "" : "Any"}
          error={problem !== null}
          helperText={problem ?? "Any of these will do"}
          slotProps={{ ...params.slotProps, inputLabel: { ...params.slotProps?.inputLabel, shrink: true } }}
        />
      )}
    />
  );
}
