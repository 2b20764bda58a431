"use client";
import { useQuery } from "@apollo/client/react";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { type FieldPath, FormProvider, useForm, useWatch } from "react-hook-form";
import { PodFormChoicesDocument } from "@/gql/graphql";
import { useWidth } from "@/ui/use-width";
import type { ChangeAnswer } from "./change-answer";
import { PodFormFields } from "./pod-form-fields";
import { problemsOf } from "./pod-form-problems";
import type { PodFormValues } from "./pod-form-values";
import { PreviewPanel } from "./preview-panel";
import { ProblemsContext } from "./problems-context";
import { shownProblems } from "./shown-problems";
import { useDryRun } from "./use-dry-run";
import { useOperationKey } from "./use-operation-key";

export interface AskOptions {
  readonly dryRun: boolean;
  /** The idempotency key; none for a dry run. */
  readonly operationId?: string;
  /** Agreed: the pod may be made anew. */
  readonly recreate: boolean;
  readonly signal?: AbortSignal;
}

export interface PodFormDialogProps<TInput extends object> {
  readonly mode: "create" | "edit";
  readonly title: string;
  readonly submit: string;
  readonly initial: PodFormValues;
  /** Null: there is nothing to ask for. */
  readonly toInput: (values: PodFormValues) => TInput | null;
  readonly ask: (input: TInput, options: AskOptions) => Promise<ChangeAnswer>;
  readonly onAccepted: (answer: Extract<ChangeAnswer, { kind: "accepted" }>) => void;
  readonly onClose: () => void;
}

/**
 * The dialog that creates and edits pods. As one types, it checks what can be checked here and asks the API for the rest by dry runs, whose
 * plan or refusal stands beside the fields. Input is never lost: not by a refusal, not by an outage.
 */
export function PodFormDialog<TInput extends object>(props: PodFormDialogProps<TInput>) {
  const { mode, title, submit, initial, toInput, ask, onAccepted, onClose } = props;
  const titleId = useId();
  const width = useWidth();
  const { data: choices } = useQuery(PodFormChoicesDocument);
  const form = useForm<PodFormValues>({ defaultValues: initial });
  const { control, formState, getValues, setValue } = form;
  const values = useWatch({ control }) as PodFormValues;
  useFirstNamespace(choices?.namespaces[0]?.name, getValues, setValue);

  const [tried, setTried] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<{ key: string; answer?: ChangeAnswer; error?: unknown } | null>(null);

  const sound = Object.keys(problemsOf(values)).length === 0;
  const input = sound ? toInput(values) : null;
  const asked = input && { input, values };
  const dryRun = useDryRun(asked, ({ input }, signal) => ask(input, { dryRun: true, recreate: true, signal }));
  const operationKey = useOperationKey();

  const key = JSON.stringify(input);
  const refusedNow = sent?.key === key && sent.answer ? sent.answer : null;
  const answer = refusedNow ?? dryRun.last?.answer ?? null;
  const answered = refusedNow
    ? { values, answer: refusedNow }
    : dryRun.last && { values: dryRun.last.input.values, answer: dryRun.last.answer };
  const problems = shownProblems({ values, dirty: formState.dirtyFields, tried, answered });
  const preview = useRef<HTMLElement>(null);
  useEffect(() => {
    if (sent) preview.current?.scrollIntoView({ block: "nearest" });
  }, [sent]);
  const mustAgree = mode === "edit" && answer?.kind === "accepted" && answer.plan.recreates;

  async function send(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const [firstWrong] = Object.keys(problemsOf(values));
    if (firstWrong) form.setFocus(firstWrong as FieldPath<PodFormValues>);
    if (!input || sending || (mustAgree && !agreed)) return;
    setSending(true);
    try {
      const answer = await ask(input, {
        dryRun: false,
        recreate: agreed,
        operationId: operationKey.of([input, agreed]),
      });
      if (answer.kind === "accepted") return onAccepted(answer);
      operationKey.renew();
      setSent({ key, answer });
    } catch (error) {
      setSent({ key, error });
    } finally {
      setSending(false);
    }
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
        <ProblemsContext value={problems}>
          <Box
            component="form"
            noValidate
            onSubmit={send}
            sx={{ display: "flex", flexDirection: "column", minHeight: 0 }}
          >
            <DialogTitle id={titleId} sx={{ overflowWrap: "anywhere" }}>
              {title}
            </DialogTitle>
            <DialogContent dividers>
              <Box
                sx={{
                  display: "grid",
                  gap: 3,
                  gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
                }}
              >
                <PodFormFields mode={mode} choices={choices} />
                <PreviewPanel
                  ref={preview}
                  mode={mode}
                  nothing={sound ? "Nothing is changed yet." : "Fill in the fields to see where it fits."}
                  asking={input !== null}
                  answer={answer}
                  checking={dryRun.checking}
                  error={sent?.key === key && sent.error !== undefined ? sent.error : dryRun.error}
                  lostAnswer={sent?.key === key && sent.error !== undefined}
                  agreed={agreed}
                  onAgree={setAgreed}
                  onUseServer={
                    mode === "create" ? (server) => setValue("server", server, { shouldDirty: true }) : undefined
                  }
                />
              </Box>
            </DialogContent>
            <DialogActions sx={{ px: 3, py: 1.5 }}>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                type="submit"
                variant="contained"
                loading={sending}
                disabled={(sound && input === null) || (mustAgree && !agreed)}
              >
                {submit}
              </Button>
            </DialogActions>
          </Box>
        </ProblemsContext>
      </FormProvider>
    </Dialog>
  );
}

/** A new pod begins in the first namespace, once the namespaces are known. */
function useFirstNamespace(
  first: string | undefined,
  getValues: () => PodFormValues,
  setValue: (field: "namespace", value: string) => void,
): void {
  useEffect(() => {
    if (first && !getValues().namespace) setValue("namespace", first);
  }, [first, getValues, setValue]);
}
