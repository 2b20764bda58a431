import { resourceLabel } from "./amounts";

const otherFields: Readonly<Record<string, string>> = {
  image: "Image",
  command: "Command",
  ports: "Ports",
  env: "Variables",
};

/** A pod's field, as the API names it in what a change changes, in the words of the form. */
export function podFieldLabel(field: string): string {
  return otherFields[field] ?? resourceLabel(field);
}
