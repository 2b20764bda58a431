"use client";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { type FormEvent, useEffect, useId } from "react";
import { type FieldPath, FormProvider, type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { refusalText } from "@/features/refusals/refusal-text";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { PodFormChoicesDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
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
 * plan or refusal stands beside the fields. Input is never lost: not by a refusal, not by an outage.
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
  const { team } = useTeamChoice();
  const ready = choices?.namespaces.filter(({ keeping }) => keeping !== "UNTOUCHED");
  useFirstNamespace((ready?.find((one) => one.team.name === team) ?? ready?.[0])?.name, form);

  async function submitted(event: FormEvent) {
    event.preventDefault();
    if (mayNot) return;
    const firstWrong = await change.send();
    if (firstWrong) form.setFocus(firstWrong as FieldPath<PodFormValues>);
  }

  return (
    <Dialog
      open
      onClose={(_, reason) => reason !== "backdropClick" && onClose()}
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

/** A new pod begins in a namespace that is kept for a team alone, the chosen team's where one is, once the namespaces are known. */
function useFirstNamespace(first: string | undefined, { getValues, setValue }: UseFormReturn<PodFormValues>): void {
  useEffect(() => {
    if (first && !getValues("namespace")) setValue("namespace", first);
  }, [first, getValues, setValue]);
}
