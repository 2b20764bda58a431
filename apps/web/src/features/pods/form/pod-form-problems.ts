import type { PodFormValues } from "./pod-form-values";
import { readPorts } from "./pod-form-values";
import { readBytes, readCpu } from "./quantity";

/** Messages by field of the form; entries of `env` as `env.0.name`. */
export type Problems = Readonly<Record<string, string>>;

interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

const nameSyntax = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const envNameSyntax = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const oneMib = 2 ** 20;

/** What can be told to be wrong without asking the API: syntax only. */
export function problemsOf(values: PodFormValues): Problems {
  const found: [string, string | null][] = [
    ["namespace", values.namespace ? null : "Choose a namespace"],
    ["name", nameProblem(values.name.trim())],
    ["image", imageProblem(values.image.trim())],
    ["gpus", /^\d{1,4}$/.test(values.gpus.trim()) ? null : "A whole number, 0 for none"],
    ["cpu", readCpu(values.cpu) === null ? "Cores such as 4 or 0.5, or millicores such as 500m" : null],
    ["ram", bytesProblem(values.ram)],
    ["storage", values.storage.trim() === "" ? null : bytesProblem(values.storage)],
    ["ports", readPorts(values.ports) ? null : "Port numbers between commas, such as 8080, 9090"],
    ...(values.replaceEnv ? envProblems(values.env) : []),
  ];
  return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== null));
}

/**
 * The API's problems at the form's fields: `resources.cpu` stands at CPU, a single port's at Ports. What has no field of its own is
 * left over, to be shown as a whole.
 */
export function placeProblems(problems: readonly FieldProblem[]): { placed: Problems; left: readonly FieldProblem[] } {
  const placed: Record<string, string> = {};
  const left: FieldProblem[] = [];
  for (const problem of problems) {
    const field = fieldOf(problem.path);
    if (field === null) left.push(problem);
    else placed[field] ??= capitalised(problem.message);
  }
  return { placed, left };
}

function fieldOf(path: string): string | null {
  const [first = "", second] = path.split(".");
  if (first === "resources") return second && ["gpus", "cpu", "ram", "storage"].includes(second) ? second : null;
  if (first === "env") return path;
  return ["namespace", "name", "image", "server", "gpuModels", "command", "ports", "restartPolicy"].includes(first)
    ? first
    : null;
}

function nameProblem(name: string): string | null {
  if (name === "") return "A name is needed";
  if (name.length > 63) return "At most 63 characters";
  return nameSyntax.test(name) ? null : "Lower-case letters, digits and -, with a letter or digit at both ends";
}

function imageProblem(image: string): string | null {
  if (image === "") return "An image is needed, such as registry.example/team/app:1.2";
  return /\s/.test(image) ? "An image has no blanks in its name" : null;
}

function bytesProblem(text: string): string | null {
  const bytes = readBytes(text);
  if (bytes === null) return "An amount with its unit, such as 64Gi or 512Mi";
  if (bytes < oneMib) return `${text.trim()} means bytes: write a unit, such as ${text.trim().replace(/\D.*$/, "")}Gi`;
  return null;
}

function envProblems(env: PodFormValues["env"]): [string, string | null][] {
  return env.map(({ name }, index) => {
    const path = `env.${index}.name`;
    if (name === "") return [path, "A name is needed"];
    if (!envNameSyntax.test(name)) return [path, "Letters, digits, -, _ and ., not a digit first"];
    return [path, env.findIndex((other) => other.name === name) < index ? "Given twice" : null];
  });
}

function capitalised(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
