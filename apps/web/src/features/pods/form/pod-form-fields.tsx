"use client";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useContext, useId, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import type { PodFormChoicesQuery } from "@/gql/graphql";
import { formatGib } from "@/lib/format/numbers";
import { EnvFields } from "./env-fields";
import { FormTextField } from "./form-text-field";
import { GpuModelsField } from "./gpu-models-field";
import type { PodFormValues } from "./pod-form-values";
import { presets } from "./presets";
import { ProblemsContext } from "./problems-context";
import { readBytes } from "./quantity";
import { ServerField } from "./server-field";

export interface PodFormFieldsProps {
  /** An existing pod keeps its name, namespace, place and restart policy. */
  readonly mode: "create" | "edit";
  readonly choices: PodFormChoicesQuery | undefined;
}

/** All fields of a pod, the same for a new one and for a change. */
export function PodFormFields({ mode, choices }: PodFormFieldsProps) {
  return (
    <Stack sx={{ gap: 2 }}>
      {mode === "create" && (
        <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "1fr", sm: "3fr 2fr" } }}>
          <FormTextField name="name" label="Name" required autoFocus />
          <NamespaceField choices={choices} />
        </Box>
      )}
      <FormTextField name="image" label="Image" required helperText="Such as registry.example/team/app:1.2" />
      <Resources />
      {mode === "create" && (
        <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" } }}>
          <GpuModelsField models={choices?.overview.gpusByModel ?? []} />
          <ServerField />
        </Box>
      )}
      <More mode={mode} />
    </Stack>
  );
}

function NamespaceField({ choices }: { choices: PodFormChoicesQuery | undefined }) {
  const namespaces = choices?.namespaces ?? [];
  const { control } = useFormContext<PodFormValues>();
  const chosen = useWatch({ control, name: "namespace" });
  const known = namespaces.some(({ name }) => name === chosen);
  return (
    <FormTextField name="namespace" label="Namespace" required select>
      {chosen && !known && <MenuItem value={chosen}>{chosen}</MenuItem>}
      {namespaces.map(({ name, team }) => (
        <MenuItem key={name} value={name}>
          {name}
          {team.name !== name && (
            <Typography component="span" variant="body2" sx={{ color: "text.secondary", ml: 1 }}>
              team {team.name}
            </Typography>
          )}
        </MenuItem>
      ))}
    </FormTextField>
  );
}

function Resources() {
  const { control, setValue } = useFormContext<PodFormValues>();
  const [gpus, cpu, ram, storage] = useWatch({ control, name: ["gpus", "cpu", "ram", "storage"] });
  const headingId = useId();
  return (
    <Box role="group" aria-labelledby={headingId}>
      <Typography id={headingId} component="h3" variant="subtitle2" sx={{ mb: 1 }}>
        Resources
      </Typography>
      <Stack direction="row" role="group" aria-label="Presets" sx={{ flexWrap: "wrap", gap: 1, mb: 2 }}>
        {presets.map(({ name, values }) => {
          const chosen = values.gpus === gpus && values.cpu === cpu && values.ram === ram;
          return (
            <Chip
              key={name}
              label={name}
              clickable
              color={chosen ? "primary" : "default"}
              variant={chosen ? "filled" : "outlined"}
              aria-pressed={chosen}
              onClick={() => {
                for (const field of ["gpus", "cpu", "ram"] as const) {
                  setValue(field, values[field], { shouldDirty: true });
                }
              }}
            />
          );
        })}
      </Stack>
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "1fr 1fr", sm: "repeat(4, 1fr)" } }}>
        <FormTextField name="gpus" label="GPUs" required slotProps={{ htmlInput: { inputMode: "numeric" } }} />
        <FormTextField name="cpu" label="CPU" required helperText="Cores" />
        <FormTextField name="ram" label="RAM" required helperText={inGib(ram) ?? "Such as 64Gi"} />
        <FormTextField name="storage" label="Storage" helperText={inGib(storage) ?? "None if empty"} />
      </Box>
    </Box>
  );
}

/** What an amount is in GiB, where that is not what was typed. */
function inGib(text: string): string | null {
  const bytes = readBytes(text);
  return bytes === null || text.trim().endsWith("Gi") ? null : `= ${formatGib(Math.round(bytes))}`;
}

function More({ mode }: { mode: PodFormFieldsProps["mode"] }) {
  const problems = useContext(ProblemsContext);
  const [opened, setOpened] = useState(false);
  const hasProblem = Object.keys(problems).some((field) => /^(command|env|ports)\b/.test(field));
  return (
    <Accordion
      variant="outlined"
      disableGutters
      expanded={opened || hasProblem}
      onChange={(_, expanded) => setOpened(expanded)}
      slotProps={{ heading: { component: "h3" } }}
    >
      <AccordionSummary expandIcon={<ExpandMoreIcon />}>
        <Typography variant="subtitle2" component="span">
          Command, variables, ports{mode === "create" && ", restarts"}
        </Typography>
      </AccordionSummary>
      <AccordionDetails>
        <Stack sx={{ gap: 2 }}>
          <FormTextField
            name="command"
            label="Command"
            multiline
            minRows={2}
            maxRows={8}
            helperText="One word per line. Empty: the image's own."
          />
          <EnvFields mode={mode} />
          <FormTextField name="ports" label="Ports" helperText="Such as 8080, 9090" />
          {mode === "create" && (
            <FormTextField name="restartPolicy" label="When it ends" select>
              <MenuItem value="ALWAYS">Start it again, always</MenuItem>
              <MenuItem value="ON_FAILURE">Start it again if it failed</MenuItem>
              <MenuItem value="NEVER">Let it be</MenuItem>
            </FormTextField>
          )}
        </Stack>
      </AccordionDetails>
    </Accordion>
  );
}
