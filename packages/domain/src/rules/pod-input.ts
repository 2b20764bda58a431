import type { Amounts } from "../model/amounts.ts";
import type { EnvVar, PodSpec } from "../model/pod.ts";
import { parseBytes, parseCpu } from "../model/quantities.ts";
import type { FieldProblem, RefusalOf } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { CreatePodRequest, UpdatePodRequest } from "../operations/commands.ts";

const GPUS_MAX = 1024;
const LIST_MAX = 128;
const TEXT_BYTES_MAX = 64 * 1024;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const IMAGE =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The wish that a create request states (0 where the team's default is to fill in: see `team-policy.ts`), or every fault of it at once, each with its field. */
export function readCreate(request: CreatePodRequest): Result<PodSpec, RefusalOf<"InvalidInput">> {
  const problems: FieldProblem[] = [];
  checkKey(request, problems);
  const resources = readResources(request.resources, problems);
  checkImage(request.image, problems);
  checkCommand(request.command, problems);
  checkEnv(request.env, problems);
  checkPorts(request.ports, problems);
  checkList("gpuModels", request.gpuModels, problems);
  if (request.gpuModels.length > 0 && request.resources.gpus === 0) {
    problems.push({ path: "gpuModels", message: "models are named, but no GPUs are asked for" });
  }
  if (problems.length > 0) return refuse(invalid(problems));
  return ok({
    image: request.image,
    command: request.command,
    env: request.env,
    ports: request.ports,
    resources,
    restartPolicy: request.restartPolicy,
    gpuModels: request.gpuModels,
    server: request.server,
  });
}

/** The wish after an update, built on the one before; what the request leaves out stays as it is. */
export function readUpdate(request: UpdatePodRequest, before: PodSpec): Result<PodSpec, RefusalOf<"InvalidInput">> {
  const problems: FieldProblem[] = [];
  checkOperationId(request.operationId, problems);
  const resources = readResourceChanges(request.resources, before.resources, problems);
  if (request.image !== null) checkImage(request.image, problems);
  if (request.command !== null) checkCommand(request.command, problems);
  if (request.env !== null) checkEnv(request.env, problems);
  if (request.ports !== null) checkPorts(request.ports, problems);
  if (problems.length > 0) return refuse(invalid(problems));
  return ok({
    ...before,
    image: request.image ?? before.image,
    command: request.command ?? before.command,
    env: request.env ?? before.env,
    ports: request.ports ?? before.ports,
    gpuModels: resources.gpus === 0 ? [] : before.gpuModels,
    resources,
  });
}

/** Faults of an idempotency key alone, for requests that carry nothing else to check. */
export function readOperationId(operationId: string | null): RefusalOf<"InvalidInput"> | null {
  const problems: FieldProblem[] = [];
  checkOperationId(operationId, problems);
  return problems.length > 0 ? invalid(problems) : null;
}

export function invalid(problems: readonly FieldProblem[]): RefusalOf<"InvalidInput"> {
  return { kind: "InvalidInput", message: problems.map((p) => `${p.path}: ${p.message}`).join("; "), problems };
}

function checkKey(request: CreatePodRequest, problems: FieldProblem[]): void {
  for (const path of ["namespace", "name"] as const) {
    if (!DNS_LABEL.test(request[path])) {
      problems.push({
        path,
        message: "use 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
      });
    }
  }
  checkOperationId(request.operationId, problems);
}

function checkOperationId(operationId: string | null, problems: FieldProblem[]): void {
  if (operationId !== null && !UUID.test(operationId))
    problems.push({ path: "operationId", message: "must be a UUID" });
}

function readResources(asked: CreatePodRequest["resources"], problems: FieldProblem[]): Amounts {
  return {
    gpus: readGpus(asked.gpus, problems),
    cpuMillis: asked.cpu === null ? 0 : take("resources.cpu", parseCpu(asked.cpu), problems),
    ramBytes: asked.ram === null ? 0 : take("resources.ram", parseBytes(asked.ram), problems),
    storageBytes: asked.storage === null ? 0 : take("resources.storage", parseBytes(asked.storage), problems),
  };
}

function readResourceChanges(asked: UpdatePodRequest["resources"], before: Amounts, problems: FieldProblem[]): Amounts {
  const { gpus, cpu, ram, storage } = asked;
  return {
    gpus: gpus === null ? before.gpus : readGpus(gpus, problems),
    cpuMillis: cpu === null ? before.cpuMillis : take("resources.cpu", parseCpu(cpu), problems),
    ramBytes: ram === null ? before.ramBytes : take("resources.ram", parseBytes(ram), problems),
    storageBytes: storage === null ? before.storageBytes : take("resources.storage", parseBytes(storage), problems),
  };
}

function readGpus(gpus: number, problems: FieldProblem[]): number {
  if (!Number.isInteger(gpus) || gpus < 0 || gpus > GPUS_MAX) {
    problems.push({ path: "resources.gpus", message: `must be a whole number from 0 to ${GPUS_MAX}` });
  }
  return gpus;
}

function take(path: string, parsed: Result<number, string>, problems: FieldProblem[]): number {
  if (parsed.ok) return parsed.value;
  problems.push({ path, message: parsed.error });
  return 0;
}

function checkImage(image: string, problems: FieldProblem[]): void {
  if (image.length > 512 || !IMAGE.test(image)) {
    problems.push({ path: "image", message: 'is not an image reference such as "registry.example/team/app:1.2"' });
  }
}

function checkCommand(command: readonly string[], problems: FieldProblem[]): void {
  checkList("command", command, problems);
  if (command.some((word) => word.includes("\0"))) problems.push({ path: "command", message: "must not contain NUL" });
}

function checkEnv(env: readonly EnvVar[], problems: FieldProblem[]): void {
  checkList(
    "env",
    env.map((entry) => entry.name + entry.value),
    problems,
  );
  const seen = new Set<string>();
  for (const [index, { name }] of env.entries()) {
    if (!ENV_NAME.test(name))
      problems.push({ path: `env.${index}.name`, message: `"${name.slice(0, 40)}" is not a variable name` });
    if (seen.has(name)) problems.push({ path: `env.${index}.name`, message: `"${name.slice(0, 40)}" is given twice` });
    seen.add(name);
  }
}

function checkPorts(ports: readonly number[], problems: FieldProblem[]): void {
  checkList("ports", ports.map(String), problems);
  const seen = new Set<number>();
  for (const [index, port] of ports.entries()) {
    if (port < 1 || port > 65535) problems.push({ path: `ports.${index}`, message: "must be from 1 to 65535" });
    if (seen.has(port)) problems.push({ path: `ports.${index}`, message: `${port} is given twice` });
    seen.add(port);
  }
}

function checkList(path: string, items: readonly string[], problems: FieldProblem[]): void {
  if (items.length > LIST_MAX) problems.push({ path, message: `at most ${LIST_MAX} entries` });
  const bytes = items.reduce((sum, item) => sum + Buffer.byteLength(item), 0);
  if (bytes > TEXT_BYTES_MAX) problems.push({ path, message: `at most ${TEXT_BYTES_MAX / 1024} KiB together` });
}
