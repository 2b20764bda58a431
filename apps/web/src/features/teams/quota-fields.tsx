"use client";
import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import { PodFormChoicesDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import type { QuotaValues } from "./quota-values";

interface QuotaFieldsProps {
  readonly values: QuotaValues;
  readonly onChange: (values: QuotaValues) => void;
  /** Messages by the input's paths. */
  readonly problems: Readonly<Record<string, string>>;
}

const limits = [
  { name: "gpus", label: "GPUs" },
  { name: "cpu", label: "CPU" },
  { name: "ram", label: "RAM" },
  { name: "storage", label: "Storage" },
  { name: "pods", label: "Pods" },
] as const;

/** The limits of a quota: in all, then GPUs of each model that there is. */
export function QuotaFields({ values, onChange, problems }: QuotaFieldsProps) {
  const { data } = useLiveQuery(PodFormChoicesDocument, {}, []);
  const known = data?.overview.gpusByModel.map(({ model }) => model) ?? [];
  const models = [...new Set([...known, ...values.models.map(({ model }) => model)])].sort();
  const limitOf = (name: string) => values.models.find(({ model }) => model === name)?.gpus ?? "";
  const setModel = (model: string, gpus: string) => {
    const others = values.models.filter((one) => one.model !== model);
    onChange({ ...values, models: gpus === "" ? others : [...others, { model, gpus }] });
  };
  return (
    <>
      <Box sx={gridStyle}>
        {limits.map(({ name, label }) => (
          <QuotaField
            key={name}
            label={label}
            value={values[name]}
            problem={problems[`quota.${name}`]}
            onChange={(text) => onChange({ ...values, [name]: text })}
          />
        ))}
      </Box>
      {models.length > 0 && (
        <Box sx={gridStyle} role="group" aria-label="GPUs by model">
          {models.map((model) => (
            <QuotaField
              key={model}
              label={model}
              value={limitOf(model)}
              problem={problems[`models.${model}`]}
              onChange={(text) => setModel(model, text)}
            />
          ))}
        </Box>
      )}
    </>
  );
}

const gridStyle = { display: "grid", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(150px, 1fr))" };

interface QuotaFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
}

function QuotaField({ label, value, problem, onChange }: QuotaFieldProps) {
  return (
    <TextField
      label={label}
      value={value}
      placeholder="No limit"
      onChange={(event) => onChange(event.target.value)}
      error={problem !== undefined}
      helperText={problem}
      autoComplete="off"
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}
