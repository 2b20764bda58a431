import { allocatesNodePorts, needsClusterIp, needsHealthCheck, type Service } from "../../objects/service.ts";

/**
 * Puts back what was given out before and is left out of the new object: clients may send the manifest that they began with.
 * Source: registry/core/service/storage/storage.go (patchAllocatedValues).
 */
export function keepAllocated(service: Service, old: Service): void {
  const { spec } = service;
  const both = (needs: (one: Service) => boolean): boolean => needs(old) && needs(service);
  if (both(needsClusterIp)) {
    spec.clusterIP ||= old.spec.clusterIP ?? "";
    if (!spec.clusterIPs?.length && old.spec.clusterIPs?.length) spec.clusterIPs = old.spec.clusterIPs;
  }
  if (both(allocatesNodePorts)) keepNodePorts(service, old);
  if (both(needsHealthCheck) && !spec.healthCheckNodePort && old.spec.healthCheckNodePort) {
    spec.healthCheckNodePort = old.spec.healthCheckNodePort;
  }
}

/** A port keeps its node port by its name, unless another port asks for that one. */
function keepNodePorts({ spec }: Service, { spec: before }: Service): void {
  const held = new Map((before.ports ?? []).map(({ name = "", nodePort }) => [name, nodePort]));
  const asked = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort));
  spec.ports = (spec.ports ?? []).map((port) => {
    const kept = held.get(port.name ?? "");
    return port.nodePort || !kept || asked.has(kept) ? port : { ...port, nodePort: kept };
  });
}

/** A client may know of clusterIP only: clusterIPs follows. Source: the same (normalizeClusterIPs). */
export function alignClusterIps({ spec }: Service, { spec: before }: Service): void {
  if (spec.clusterIP === before.clusterIP) return;
  // clusterIPs as it was, beside another clusterIP, is out of date; changed as well, it is compared and refused later.
  const same = (spec.clusterIPs ?? []).join() === (before.clusterIPs ?? []).join();
  if (!same) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}
