import type { Environment } from "../../environment.ts";
import { invalid, StatusError } from "../../http/status-error.ts";
import { invalidValue } from "../../objects/field-faults.ts";
import {
  allocatesNodePorts,
  HEADLESS,
  heldNodePorts,
  needsClusterIp,
  needsHealthCheck,
  type Service,
  type ServicePort,
  usesNodePorts,
} from "../../objects/service.ts";
import { freeClusterIp, isClusterIpTaken, isInServiceRange } from "./cluster-ips.ts";
import { setIpFamilies } from "./ip-families.ts";
import { alignClusterIps, keepAllocated } from "./keep-allocated.ts";
import { NodePortDraft } from "./node-ports.ts";

const SUBJECT = { group: "", plural: "services", kind: "Service" };

/**
 * Gives a new service its addresses and ports, before it is checked: they are its own once it is stored. Throws 422 where it
 * asks for what it cannot have. Source: registry/core/service/storage/alloc.go (allocateCreate).
 */
export function allocateForCreate(env: Environment, service: Service, dryRun: boolean): void {
  const { spec } = service;
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
  setIpFamilies(service, undefined);
  giveClusterIp(env, service, dryRun);
  const ports = new NodePortDraft(env);
  if (usesNodePorts(service)) spec.ports = giveNodePorts(service, ports);
  if (needsHealthCheck(service)) giveHealthCheckPort(service, ports);
}

/** The same for a change: what the service has, it keeps as long as it needs it. Source: the same (allocateUpdate). */
export function allocateForUpdate(env: Environment, service: Service, old: Service, dryRun: boolean): void {
  keepAllocated(service, old);
  alignClusterIps(service, old);
  setIpFamilies(service, old);
  if (!needsClusterIp(old) && needsClusterIp(service)) giveClusterIp(env, service, dryRun);
  const ports = new NodePortDraft(env);
  if (usesNodePorts(service)) service.spec.ports = changeNodePorts(service, old, ports);
  if (needsHealthCheck(service) && !needsHealthCheck(old)) giveHealthCheckPort(service, ports);
}

function giveClusterIp(env: Environment, { metadata, spec }: Service, dryRun: boolean): void {
  if (spec.type === "ExternalName" || spec.clusterIPs?.[0] === HEADLESS) return;
  const [wanted] = spec.clusterIPs ?? [];
  if (wanted === undefined) {
    const address = freeClusterIp(env);
    if (address === undefined) throw exhausted(`failed to allocate a serviceIP for Service "${metadata.name}"`);
    spec.clusterIP = address;
    spec.clusterIPs = [address];
    return;
  }
  // A dry run is not told that an address is taken; of a node port it is.
  const why = !isInServiceRange(wanted)
    ? "the provided network does not match the current range"
    : !dryRun && isClusterIpTaken(env, wanted)
      ? "provided IP is already allocated"
      : undefined;
  if (why === undefined) return;
  const fault = invalidValue("spec.clusterIPs", spec.clusterIPs, `failed to allocate IP ${wanted}: ${why}`);
  throw invalid(SUBJECT, metadata.name, [fault]);
}

/** Ports that say the same number for several protocols share a node port. */
function giveNodePorts(service: Service, draft: NodePortDraft): ServicePort[] {
  const ports = service.spec.ports ?? [];
  const given = new Map<number, number>();
  return ports.map((port, index) => {
    if (!port.nodePort && !allocatesNodePorts(service)) return port;
    const shared = given.get(port.port);
    if (shared !== undefined && (!port.nodePort || port.nodePort === shared)) return { ...port, nodePort: shared };
    const wanted = port.nodePort || ports.find((one) => one.port === port.port && one.nodePort)?.nodePort;
    const nodePort = takePort(service, draft, wanted, index);
    if (shared === undefined) given.set(port.port, nodePort);
    return { ...port, nodePort };
  });
}

function changeNodePorts(service: Service, old: Service, draft: NodePortDraft): ServicePort[] {
  const held = new Set(heldNodePorts(old));
  return (service.spec.ports ?? []).map((port, index) => {
    if (!port.nodePort && !allocatesNodePorts(service)) return port;
    if (port.nodePort && held.has(port.nodePort)) return port;
    const nodePort = takePort(service, draft, port.nodePort, index);
    held.add(nodePort);
    return { ...port, nodePort };
  });
}

function takePort(service: Service, draft: NodePortDraft, wanted: number | undefined, index: number): number {
  if (!wanted) {
    const any = draft.takeAny();
    if (any === undefined) throw exhausted("failed to allocate a nodePort");
    return any;
  }
  const refusal = draft.take(wanted);
  if (refusal === undefined) return wanted;
  const fault = invalidValue(`spec.ports[${index}].nodePort`, wanted, refusal);
  throw invalid(SUBJECT, service.metadata.name, [fault]);
}

function giveHealthCheckPort({ spec }: Service, draft: NodePortDraft): void {
  const wanted = spec.healthCheckNodePort;
  if (!wanted) {
    spec.healthCheckNodePort = draft.takeAny() ?? 0;
    if (spec.healthCheckNodePort === 0) throw exhausted("failed to allocate a HealthCheck NodePort 0");
    return;
  }
  const refusal = draft.take(wanted);
  if (refusal !== undefined)
    throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${refusal}`);
}

function exhausted(what: string): StatusError {
  return internalError(`${what}: range is full`);
}

function internalError(message: string): StatusError {
  return new StatusError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}
