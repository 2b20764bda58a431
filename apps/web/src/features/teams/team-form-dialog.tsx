"use client";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useRouter } from "next/navigation";
import { type Dispatch, type SetStateAction, useState } from "react";
import { CreateTeamDocument, type TeamFactsFragment, UpdateTeamDocument } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { QuotaFields } from "./quota-fields";
import { countProblems } from "./quota-values";
import { problemsIn } from "./team-answer";
import { TeamChangeDialog } from "./team-change-dialog";
import { emptyTeam, type TeamValues, teamValues, toCreateTeam, toUpdateTeam } from "./team-values";
import { type TeamChange, useTeamChange } from "./use-team-change";

/** Makes a team, and goes to its page. */
export function CreateTeamDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [values, setValues] = useState(emptyTeam);
  const readable = Object.keys(countProblems(values.quota)).length === 0;
  const change = useTeamChange({
    document: CreateTeamDocument,
    input: values.name.trim() !== "" && readable ? toCreateTeam(values) : null,
    onDone: () => {
      onClose();
      router.push(paths.team(values.name.trim()));
    },
  });
  const form = { values, setValues, change, isNew: true };
  return (
    <TeamChangeDialog
      title="Create a team"
      confirm="Create team"
      change={change}
      atFields={isField}
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <TeamFields {...form} />
    </TeamChangeDialog>
  );
}

/** Changes quota, defaults, images and description; what is not touched stays as it is. */
export function EditTeamDialog({ team, onClose }: { team: TeamFactsFragment; onClose: () => void }) {
  const [before] = useState(() => teamValues(team));
  const [version] = useState(team.version);
  const [values, setValues] = useState(before);
  const readable = Object.keys(countProblems(values.quota)).length === 0;
  const wish = readable ? toUpdateTeam(values, before) : null;
  const input = wish && { ...wish, name: team.name, version };
  const change = useTeamChange({ document: UpdateTeamDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={`Edit team ${team.name}`}
      confirm="Save changes"
      change={change}
      atFields={isField}
      disabled={input === null}
      onClose={onClose}
    >
      <TeamFields values={values} setValues={setValues} change={change} isNew={false} />
    </TeamChangeDialog>
  );
}

/** Paths of the input that have a field here. */
function isField(path: string): boolean {
  return /^(name|description|namespaces|allowedImages|quota\.(gpus|cpu|ram|storage|pods)$|defaults)/.test(path);
}

interface TeamFieldsProps {
  readonly values: TeamValues;
  readonly setValues: Dispatch<SetStateAction<TeamValues>>;
  readonly change: TeamChange;
  readonly isNew: boolean;
}

function TeamFields({ values, setValues, change, isNew }: TeamFieldsProps) {
  const problems = { ...problemsIn(change.answer), ...countProblems(values.quota) };
  const problemAt = (name: string) => Object.entries(problems).find(([path]) => path.split(".", 1)[0] === name)?.[1];
  const field = (name: Exclude<keyof TeamValues, "quota">, label: string, help = "") => ({
    label,
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
    error: problemAt(name) !== undefined,
    helperText: problemAt(name) ?? help,
    autoComplete: "off",
  });
  return (
    <>
      {isNew && <TextField {...field("name", "Name")} autoFocus required />}
      <TextField {...field("description", "Description")} />
      {isNew && (
        <TextField {...field("namespaces", "Namespaces", "Between commas; left empty: one with the team's name")} />
      )}
      <Typography component="h3" variant="subtitle2">
        Quota, for all its namespaces together
      </Typography>
      <QuotaFields values={values.quota} onChange={(quota) => setValues({ ...values, quota })} problems={problems} />
      <Typography component="h3" variant="subtitle2">
        What a pod gets that does not say
      </Typography>
      <DefaultsFields values={values} setValues={setValues} problems={problems} />
      <TextField
        {...field(
          "allowedImages",
          "Allowed images",
          "Registries and patterns, such as registry.example/team/*, one a line; none: any image",
        )}
        multiline
        minRows={2}
      />
    </>
  );
}

const defaults = [
  { name: "defaultCpu", path: "defaults.cpu", label: "Default CPU" },
  { name: "defaultRam", path: "defaults.ram", label: "Default RAM" },
  { name: "defaultStorage", path: "defaults.storage", label: "Default storage" },
] as const;

type DefaultsFieldsProps = Pick<TeamFieldsProps, "values" | "setValues"> & {
  problems: Readonly<Record<string, string>>;
};

function DefaultsFields({ values, setValues, problems }: DefaultsFieldsProps) {
  return defaults.map(({ name, path, label }) => (
    <TextField
      key={name}
      label={label}
      value={values[name]}
      onChange={(event) => setValues({ ...values, [name]: event.target.value })}
      error={problems[path] !== undefined}
      helperText={problems[path]}
      autoComplete="off"
      slotProps={{ inputLabel: { shrink: true } }}
      placeholder={name === "defaultStorage" ? "None" : ""}
    />
  ));
}
