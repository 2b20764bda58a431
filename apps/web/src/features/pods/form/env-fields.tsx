"use client";
import AddIcon from "@mui/icons-material/Add";
import RemoveIcon from "@mui/icons-material/DeleteOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { useFieldArray, useFormContext, useWatch } from "react-hook-form";
import { FormTextField } from "./form-text-field";
import type { PodFormValues } from "./pod-form-values";

/** Environment variables. Of a pod that exists the values are never shown, so they are replaced together or stay as they are. */
export function EnvFields({ mode }: { mode: "create" | "edit" }) {
  const { control, setValue } = useFormContext<PodFormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "env" });
  const replace = useWatch({ control, name: "replaceEnv" });
  const headingId = useId();
  return (
    <Box role="group" aria-labelledby={headingId}>
      <Typography id={headingId} variant="body2" sx={{ color: "text.secondary", mb: 1 }}>
        Environment variables
      </Typography>
      {replace ? (
        <Stack sx={{ gap: 1.5 }}>
          {fields.map((field, index) => (
            <Stack key={field.id} direction="row" sx={{ gap: 1, alignItems: "flex-start" }}>
              <FormTextField name={`env.${index}.name`} label={`Variable ${index + 1}`} />
              <FormTextField name={`env.${index}.value`} label={`Value ${index + 1}`} />
              <IconButton aria-label={`Remove variable ${index + 1}`} onClick={() => remove(index)}>
                <RemoveIcon fontSize="small" />
              </IconButton>
            </Stack>
          ))}
          <Button
            size="small"
            startIcon={<AddIcon />}
            onClick={() => append({ name: "", value: "" })}
            sx={{ alignSelf: "start" }}
          >
            Add a variable
          </Button>
        </Stack>
      ) : (
        <Stack direction="row" sx={{ alignItems: "center", flexWrap: "wrap", gap: 1 }}>
          <Typography variant="body2" sx={{ overflowWrap: "anywhere" }}>
            {fields.length > 0 ? `${fields.map(({ name }) => name).join(", ")} (values are not shown)` : "None"}
          </Typography>
          {mode === "edit" && (
            <Button size="small" onClick={() => setValue("replaceEnv", true, { shouldDirty: true })}>
              {fields.length > 0 ? "Replace all of them" : "Add variables"}
            </Button>
          )}
        </Stack>
      )}
    </Box>
  );
}
