import type { CreateInput } from "../form/pod-form-values";

/** Fields whose values are words of the schema, and stand without quotes. */
const enumFields: ReadonlySet<string> = new Set(["restartPolicy"]);

/** The mutation that makes a pod like this one: to paste into the playground, or to keep. Values of variables are left for the reader. */
export function createPodText(input: CreateInput): string {
  return `mutation {
  createPod(
    input: ${literal(input, "    ")}
  ) {
    __typename
    ... on CreatePodSuccess {
      pod {
        namespace
        name
        status
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
`;
}

/** A value as GraphQL writes it. `indent`: of the line on which it begins. */
function literal(value: unknown, indent: string, field = ""): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, one]) => `${deeper}${name}: ${literal(one, deeper, name)}`);
    return `{\n${fields.join("\n")}\n${indent}}`;
  }
  return enumFields.has(field) ? String(value) : JSON.stringify(value);
}
