import { requireVersion } from "../../api/update.ts";
import { isKubeletDead } from "../../controllers/kubelet/behaviour.ts";
import { containerLog, type LogLine } from "../../controllers/kubelet/container-log.ts";
import type { Environment } from "../../environment.ts";
import { invalidValue } from "../../objects/field-faults.ts";
import type { Node } from "../../objects/node.ts";
import type { Pod } from "../../objects/pod.ts";
import { type Exchange, sendBuffer } from "../exchange.ts";
import { isTrue } from "../list-options.ts";
import { type ResourceRoute, routeKey } from "../route.ts";
import { badRequest, type FieldFault, invalid, methodNotAllowed, StatusError } from "../status-error.ts";

const FOLLOW_EVERY_MS = 1_000;

/** GET pods/log: lines as a container would have written them by now. */
export function handleLog(env: Environment, route: ResourceRoute, exchange: Exchange, closing: AbortSignal): void {
  if (exchange.request.method !== "GET") throw methodNotAllowed();
  const options = readLogOptions(route, exchange.query);
  const key = routeKey(route);
  const pod = requireVersion(env, route.kind, key).object as Pod;
  const container = chooseContainer(pod, options.container);
  if (!pod.spec.nodeName) {
    exchange.response.writeHead(204).end();
    return;
  }
  const node = env.store.collection("nodes").get(pod.spec.nodeName)?.object as Node | undefined;
  if (node === undefined || isKubeletDead(node)) throw kubeletAway(pod);
  refuseUnstarted(pod, container, options.previous);
  const lines = containerLog(pod, container, env.clock.now(), options.previous);
  if (!options.follow) {
    sendBuffer(exchange, 200, render(select(lines, options), options), "text/plain");
    return;
  }
  follow(env, key, pod, container, options, exchange, closing);
}

interface LogOptions {
  readonly container: string;
  readonly previous: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  readonly sinceMs: number | undefined;
}

function readLogOptions(route: ResourceRoute, query: URLSearchParams): LogOptions {
  const faults: FieldFault[] = [];
  const number = (name: string, least: number, detail: string): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    if (Number(text) < least) faults.push(invalidValue(name, Number(text), detail));
    return Number(text);
  };
  const tailLines = number("tailLines", 0, "must be greater than or equal to 0");
  const limitBytes = number("limitBytes", 1, "must be greater than 0");
  const sinceSeconds = number("sinceSeconds", 1, "must be greater than 0");
  const sinceTime = query.get("sinceTime");
  if (faults.length > 0) throw invalid({ group: "", plural: "", kind: "PodLogOptions" }, route.name ?? "", faults);
  return {
    container: query.get("container") ?? "",
    previous: isTrue(query.get("previous") ?? "false"),
    follow: isTrue(query.get("follow") ?? "false"),
    timestamps: isTrue(query.get("timestamps") ?? "false"),
    tailLines,
    limitBytes,
    sinceMs: sinceSeconds !== undefined ? -sinceSeconds * 1000 : sinceTime === null ? undefined : Date.parse(sinceTime),
  };
}

function chooseContainer(pod: Pod, asked: string): string {
  const { name } = pod.metadata;
  const names = pod.spec.containers.map((one) => one.name);
  const inits = (pod.spec.initContainers ?? []).map((one) => one.name);
  if (asked === "") {
    if (names.length === 1 && inits.length === 0) return names[0] as string;
    const shown = `[${names.join(" ")}]${inits.length === 0 ? "" : ` or one of the init containers: [${inits.join(" ")}]`}`;
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: ${shown}`);
  }
  if (names.includes(asked) || inits.includes(asked)) return asked;
  throw badRequest(`container ${asked} is not valid for pod ${name}`);
}

function kubeletAway(pod: Pod): StatusError {
  const message = `Get "https://${pod.spec.nodeName}:10250/containerLogs/${pod.metadata.namespace}/${pod.metadata.name}": dial tcp: i/o timeout`;
  return new StatusError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

function refuseUnstarted(pod: Pod, container: string, previous: boolean): void {
  const all = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const status = all.find((one) => one.name === container);
  if (previous && status?.lastState.terminated === undefined) {
    throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`);
  }
  const { state, lastState } = status ?? { state: { waiting: { reason: "ContainerCreating" } }, lastState: {} };
  if (state.waiting === undefined || lastState.terminated !== undefined) return;
  const reason = state.waiting.reason ?? "";
  const why = reason === "ErrImagePull" || reason === "ImagePullBackOff" ? `trying and failing to pull image` : reason;
  throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
}

function select(lines: readonly LogLine[], { tailLines, sinceMs }: LogOptions, nowMs = Date.now()): readonly LogLine[] {
  const since = sinceMs === undefined ? undefined : sinceMs < 0 ? nowMs + sinceMs : sinceMs;
  const recent = since === undefined ? lines : lines.filter((line) => line.atMs >= since);
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
}

function render(lines: readonly LogLine[], { timestamps, limitBytes }: LogOptions): string {
  const text = lines
    .map((line) => `${timestamps ? `${new Date(line.atMs).toISOString()} ` : ""}${line.text}\n`)
    .join("");
  return limitBytes === undefined ? text : Buffer.from(text).subarray(0, limitBytes).toString("utf8");
}

/** Goes on writing what the container writes, until the client or the container is gone. */
function follow(
  env: Environment,
  key: string,
  pod: Pod,
  container: string,
  options: LogOptions,
  { response }: Exchange,
  closing: AbortSignal,
): void {
  response.writeHead(200, { "content-type": "text/plain" });
  let sentUntil = env.clock.now();
  response.write(render(select(containerLog(pod, container, sentUntil, false), options, sentUntil), options));
  let cancel = (): void => {};
  const stop = (): void => {
    cancel();
    closing.removeEventListener("abort", stop);
    response.end();
  };
  const go = (): void => {
    const current = env.store.collection("pods").get(key)?.object as Pod | undefined;
    const running = current?.status.containerStatuses?.some((one) => one.state.running !== undefined) ?? false;
    if (current === undefined || current.metadata.uid !== pod.metadata.uid || !running) {
      stop();
      return;
    }
    const now = env.clock.now();
    const fresh = containerLog(current, container, now, false).filter((line) => line.atMs > sentUntil);
    if (fresh.length > 0) response.write(render(fresh, options));
    sentUntil = now;
    cancel = env.clock.setTimer(FOLLOW_EVERY_MS, go);
  };
  cancel = env.clock.setTimer(FOLLOW_EVERY_MS, go);
  response.on("close", stop);
  closing.addEventListener("abort", stop);
}
