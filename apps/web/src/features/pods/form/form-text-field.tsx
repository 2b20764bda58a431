"use client";
import TextField, { type TextFieldProps } from "@mui/material/TextField";
import { type FieldPath, useController, useFormContext } from "react-hook-form";
import type { PodFormValues } from "./pod-form-values";
import { useProblem } from "./problems-context";

type FormTextFieldProps = Omit<TextFieldProps, "name" | "value" | "onChange" | "error"> & {
  readonly name: FieldPath<PodFormValues>;
};

/** A text field of the pod form; what is wrong with it stands under it. */
export function FormTextField({ name, helperText, ...props }: FormTextFieldProps) {
  const { control } = useFormContext<PodFormValues>();
  const { field } = useController({ name, control });
  const problem = useProblem(name);
  const { ref, value, ...handlers } = field;
  return (
    <TextField
      {...props}
      {...handlers}
      value={value ?? ""}
      inputRef={ref}
      error={problem !== null}
      helperText={problem ?? helperText}
      autoComplete="off"
    />
  );
}
