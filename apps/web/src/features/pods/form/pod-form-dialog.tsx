"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { type FormEvent, useEffect, useId, useState } from "react";
import { type FieldPath, FormProvider, type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { refusalText } from "@/features/refusals/refusal-text";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { PodFormChoicesDocument, type PodFormChoicesQuery } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useWidth } from "@/ui/use-width";
import type { ChangeAnswer } from "./change-answer";
import { PodFormFields } from "./pod-form-fields";
import type { PodFormValues } from "./pod-form-values";
import { PreviewPanel } from "./preview-panel";
import { ProblemsContext } from "./problems-context";
import { type PodChangeOptions, usePodChange } from "./use-pod-change";

export interface PodFormDialogProps<TInput extends object> extends PodChangeOptions<TInput> {
  readonly mode: "create" | "edit";
  readonly title: string;
  readonly submit: string;
  readonly initial: PodFormValues;
  /** What somebody has to know before they go on; null: nothing. */
  readonly note?: string | null;
  readonly onClose: () => void;
}

/**
 * The dialog that creates and edits pods. As one types, it checks what can be checked here and asks the API for the rest by dry runs, whose
 * plan or refusal stands beside the fields. Input is never lost: not by a refusal, not by an outage, not by an Escape that was meant for a menu.
 */
export function PodFormDialog<TInput extends object>(props: PodFormDialogProps<TInput>) {
  const { mode, title, submit, initial, note = null, onClose } = props;
  const titleId = useId();
  const width = useWidth();
  const { data: choices } = useLiveQuery(PodFormChoicesDocument, {}, []);
  const form = useForm<PodFormValues>({ defaultValues: initial });
  const values = useWatch({ control: form.control }) as PodFormValues;
  const change = usePodChange(values, form.formState.dirtyFields, props);
  const mustAgree = mode === "edit" && change.answer?.kind === "accepted" && change.answer.plan.recreates;
  const mayNot = change.blocked === "nothing" || (mustAgree && !change.agreed);
  const [leaving, setLeaving] = useState(false);
  const isFilledIn = Object.keys(form.formState.dirtyFields).length > 0;
  const { team } = useTeamChoice();
  useFirstNamespace(choices && namespaceToBeginWith(choices.namespaces, team), form);

  async function submitted(event: FormEvent) {
    event.preventDefault();
    if (mayNot) return;
    const firstWrong = await change.send();
    if (firstWrong) form.setFocus(firstWrong as FieldPath<PodFormValues>);
  }

  return (
    <Dialog
      open
      onClose={(_, reason) => {
        if (reason === "backdropClick") return;
        if (isFilledIn) setLeaving(true);
        else onClose();
      }}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="lg"
      fullScreen={width === "phone"}
    >
      <FormProvider {...form}>
        <ProblemsContext value={change.problems}>
          <Box component="form" noValidate onSubmit={submitted} sx={formStyle}>
            <DialogTitle id={titleId} sx={{ overflowWrap: "anywhere" }}>
              {title}
            </DialogTitle>
            <DialogContent dividers>
              {note !== null && (
                <Alert severity="info" variant="outlined" sx={{ mb: 2 }}>
                  {note}
                </Alert>
              )}
              <Box sx={columnsStyle}>
                <PodFormFields mode={mode} choices={choices} />
                <PreviewPanel
                  mode={mode}
                  change={change}
                  onUseServer={(server) => form.setValue("server", server, { shouldDirty: true })}
                />
              </Box>
            </DialogContent>
            <DialogActions sx={{ px: 3, py: 1.5 }}>
              <Typography variant="body2" sx={{ display: { md: "none" }, flexGrow: 1, color: "text.secondary" }}>
                {inOneLine(change.answer)}
              </Typography>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="contained" loading={change.sending} disabled={mayNot}>
                {submit}
              </Button>
            </DialogActions>
          </Box>
        </ProblemsContext>
      </FormProvider>
      <ConfirmDialog
        open={leaving}
        title="Throw away what you filled in?"
        confirm="Throw away"
        cancel="Go on filling in"
        tone="error"
        busy={false}
        onConfirm={onClose}
        onClose={() => setLeaving(false)}
      >
        Nothing was sent yet.
      </ConfirmDialog>
    </Dialog>
  );
}

const formStyle = { display: "flex", flexDirection: "column", minHeight: 0, flexGrow: 1 };

const columnsStyle = {
  display: "grid",
  gap: 3,
  gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
};

/** The preview in a line, for windows in which the preview itself is below the fields. */
function inOneLine(answer: ChangeAnswer | null): string {
  if (!answer) return "";
  if (answer.kind === "refused") return refusalText(answer.refusal).title;
  return answer.plan.server ? `On ${answer.plan.server}` : "";
}

type Namespaces = PodFormChoicesQuery["namespaces"];

/** One that is kept for a team alone, the chosen team's where one is; else the only one there is to choose. */
function namespaceToBeginWith(namespaces: Namespaces, team: string | null): string | undefined {
  const ready = namespaces.filter(({ keeping }) => keeping !== "UNTOUCHED");
  const only = namespaces.length === 1 ? namespaces[0] : undefined;
  return (ready.find((one) => one.team.name === team) ?? ready[0] ?? only)?.name;
}

/** A new pod begins there, once the namespaces are known. */
function useFirstNamespace(first: string | undefined, { getValues, setValue }: UseFormReturn<PodFormValues>): void {
  useEffect(() => {
    if (first && !getValues("namespace")) setValue("namespace", first);
  }, [first, getValues, setValue]);
}
