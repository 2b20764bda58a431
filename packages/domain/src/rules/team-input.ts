import { parseBytes, parseCpu } from "../model/quantities.ts";
import type { FieldProblem, RefusalOf } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import { FIRST_POD_DEFAULTS, NO_QUOTA, type PodDefaults, type QuotaChange, type TeamPage } from "../model/team.ts";
import type {
  CreateTeamRequest,
  NamespaceRequest,
  PodDefaultsRequest,
  QuotaChangeRequest,
  RequestQuotaRequest,
  TeamPageRequest,
  UpdateTeamRequest,
} from "../operations/team-requests.ts";
import { isImagePattern } from "./image-policy.ts";
import { invalid, readOperationId } from "./pod-input.ts";
import { changeQuota } from "./quota.ts";

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** A Kubernetes label's value, by which nodes name their GPU model. */
const GPU_MODEL = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const COUNT_MAX = 1_000_000;
const TEXT_MAX = 1_000;
const LIST_MAX = 100;

type Page = Pick<TeamPage, "description" | "quota" | "defaults" | "allowedImages">;
type Read<T> = Result<T, RefusalOf<"InvalidInput">>;

/** The team that a request states, with its namespaces, or every fault of the request at once. */
export function readCreateTeam(request: CreateTeamRequest): Read<{ page: Page; namespaces: readonly string[] }> {
  const problems = keyProblems(request.operationId);
  const namespaces = [...new Set(request.namespaces ?? [request.name])];
  checkName("name", request.name, problems);
  for (const [index, name] of namespaces.entries()) checkNamespace(`namespaces.${index}`, name, problems);
  if (namespaces.length > LIST_MAX) problems.push({ path: "namespaces", message: `at most ${LIST_MAX}` });
  const before = { description: "", quota: NO_QUOTA, defaults: FIRST_POD_DEFAULTS, allowedImages: [] };
  const page = readPage(request, before, problems);
  return problems.length > 0 ? refuse(invalid(problems)) : ok({ page, namespaces });
}

/** The page after an update; what the request leaves out stays as it is. */
export function readUpdateTeam(request: UpdateTeamRequest, before: Page): Read<Page> {
  const problems = keyProblems(request.operationId);
  const page = readPage(request, before, problems);
  return problems.length > 0 ? refuse(invalid(problems)) : ok(page);
}

export function readNamespaceRequest(request: NamespaceRequest): RefusalOf<"InvalidInput"> | null {
  const problems = keyProblems(request.operationId);
  checkNamespace("namespace", request.namespace, problems);
  return problems.length > 0 ? invalid(problems) : null;
}

export function readQuotaWish(request: RequestQuotaRequest): Read<QuotaChange> {
  const problems = keyProblems(request.operationId);
  const change = readQuotaChange(request.quota, problems);
  if (Object.keys(change).length === 0) problems.push({ path: "quota", message: "says nothing: name what is wanted" });
  checkText("reason", request.reason, problems);
  if (request.reason.trim() === "") problems.push({ path: "reason", message: "say what it is for" });
  return problems.length > 0 ? refuse(invalid(problems)) : ok(change);
}

export function readNote(note: string | null, operationId: string | null): RefusalOf<"InvalidInput"> | null {
  const problems = keyProblems(operationId);
  if (note !== null) checkText("note", note, problems);
  return problems.length > 0 ? invalid(problems) : null;
}

function readPage(request: TeamPageRequest, before: Page, problems: FieldProblem[]): Page {
  if (request.description !== null) checkText("description", request.description, problems);
  checkImages(request.allowedImages ?? [], problems);
  return {
    description: request.description ?? before.description,
    quota: request.quota === null ? before.quota : changeQuota(before.quota, readQuotaChange(request.quota, problems)),
    defaults: request.defaults === null ? before.defaults : readDefaults(request.defaults, before.defaults, problems),
    allowedImages: request.allowedImages === null ? before.allowedImages : [...new Set(request.allowedImages)],
  };
}

function readQuotaChange(asked: QuotaChangeRequest, problems: FieldProblem[]): QuotaChange {
  const { gpus, pods, cpu, ram, storage, gpusByModel } = asked;
  const models = gpusByModel?.map(({ model, gpus: limit }, index) => {
    if (!GPU_MODEL.test(model)) problems.push({ path: `quota.gpusByModel.${index}.model`, message: "is no GPU model" });
    return [model, limit === null ? null : readCount(`quota.gpusByModel.${index}.gpus`, limit, problems)] as const;
  });
  if (models && new Set(models.map(([model]) => model)).size < models.length) {
    problems.push({ path: "quota.gpusByModel", message: "a model is given twice" });
  }
  return {
    ...read("gpus", gpus, (limit) => readCount("quota.gpus", limit, problems)),
    ...read("podSlots", pods, (limit) => readCount("quota.pods", limit, problems)),
    ...read("cpuMillis", cpu, (text) => take("quota.cpu", parseCpu(text), problems)),
    ...read("ramBytes", ram, (text) => take("quota.ram", parseBytes(text), problems)),
    ...read("storageBytes", storage, (text) => take("quota.storage", parseBytes(text), problems)),
    ...(models && models.length > 0 ? { gpusByModel: Object.fromEntries(models) } : {}),
  };
}

/** Left out stays out, null stays null. */
function read<Name extends string, T>(
  name: Name,
  asked: T | null | undefined,
  parse: (asked: T) => number,
): Partial<Record<Name, number | null>> {
  if (asked === undefined) return {};
  const limit = asked === null ? null : parse(asked);
  return { [name]: limit } satisfies Record<string, number | null> as Record<Name, number | null>;
}

function readDefaults(asked: PodDefaultsRequest, before: PodDefaults, problems: FieldProblem[]): PodDefaults {
  const { cpu, ram, storage } = asked;
  const bytes = (text: string) => take("defaults.storage", parseBytes(text), problems);
  return {
    cpuMillis: cpu === null ? before.cpuMillis : take("defaults.cpu", parseCpu(cpu), problems),
    ramBytes: ram === null ? before.ramBytes : take("defaults.ram", parseBytes(ram), problems),
    storageBytes: storage === undefined ? before.storageBytes : storage === null ? null : bytes(storage),
  };
}

function keyProblems(operationId: string | null): FieldProblem[] {
  return [...(readOperationId(operationId)?.problems ?? [])];
}

function checkName(path: string, name: string, problems: FieldProblem[]): void {
  if (DNS_LABEL.test(name)) return;
  const message = "use 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends";
  problems.push({ path, message });
}

function checkNamespace(path: string, name: string, problems: FieldProblem[]): void {
  checkName(path, name, problems);
  if (name.startsWith("kube-")) problems.push({ path, message: 'names that begin with "kube-" are Kubernetes\' own' });
}

function checkText(path: string, text: string, problems: FieldProblem[]): void {
  if (text.length > TEXT_MAX) problems.push({ path, message: `at most ${TEXT_MAX} characters` });
}

function checkImages(patterns: readonly string[], problems: FieldProblem[]): void {
  if (patterns.length > LIST_MAX) problems.push({ path: "allowedImages", message: `at most ${LIST_MAX}` });
  for (const [index, pattern] of patterns.entries()) {
    if (isImagePattern(pattern)) continue;
    const message = 'write a registry ("registry.example") or a repository with stars ("registry.example/team/*")';
    problems.push({ path: `allowedImages.${index}`, message });
  }
}

function readCount(path: string, count: number, problems: FieldProblem[]): number {
  if (!Number.isInteger(count) || count < 0 || count > COUNT_MAX)
    problems.push({ path, message: `must be a whole number from 0 to ${COUNT_MAX}` });
  return count;
}

function take(path: string, parsed: Result<number, string>, problems: FieldProblem[]): number {
  if (parsed.ok) return parsed.value;
  problems.push({ path, message: parsed.error });
  return 0;
}
