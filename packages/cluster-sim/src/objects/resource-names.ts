import type { FieldFault } from "../http/status-error.ts";
import { invalidValue } from "./field-faults.ts";
import { qualifiedNameFaults } from "./names.ts";
import { parseQuantity } from "./quantity.ts";

/** Source: kubernetes/pkg/apis/core/helper/helpers.go and core/validation. */

const CONTAINER_RESOURCES = new Set(["cpu", "memory", "ephemeral-storage"]);
const QUOTA_RESOURCES = new Set([
  "cpu",
  "memory",
  "ephemeral-storage",
  "requests.cpu",
  "requests.memory",
  "requests.storage",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
]);
const INTEGER_RESOURCES = new Set([
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
]);

export function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** Kubernetes' own resources: without a domain, or with one of kubernetes.io. */
export function isNativeResource(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** A device plugin's resource, such as nvidia.com/gpu: whole numbers, requests = limits. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith("requests.")) return false;
  return qualifiedNameFaults(`requests.${name}`).length === 0;
}

export function mayOvercommit(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

export function containerResourceNameFaults(name: string, field: string): FieldFault[] {
  const faults = resourceNameFaults(name, field);
  if (!name.includes("/")) {
    if (!CONTAINER_RESOURCES.has(name) && !isHugePages(name)) {
      faults.push(invalidValue(field, name, "must be a standard resource for containers"));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    faults.push(invalidValue(field, name, "doesn't follow extended resource name standard"));
  }
  return faults;
}

export function quotaResourceNameFaults(name: string, field: string): FieldFault[] {
  const faults = resourceNameFaults(name, field);
  if (!name.includes("/") && !QUOTA_RESOURCES.has(name) && !isQuotaHugePages(name)) {
    faults.push(invalidValue(field, name, "must be a standard resource for quota"));
  }
  return faults;
}

function isQuotaHugePages(name: string): boolean {
  return isHugePages(name) || name.startsWith("requests.hugepages-");
}

export function resourceNameFaults(name: string, field: string): FieldFault[] {
  const faults = qualifiedNameFaults(name).map((detail) => invalidValue(field, name, detail));
  if (faults.length > 0 || name.includes("/")) return faults;
  if (QUOTA_RESOURCES.has(name) || name === "storage" || isQuotaHugePages(name)) return [];
  return [invalidValue(field, name, "must be a standard resource type or fully qualified")];
}

/** Not negative; whole where the resource is counted. */
export function quantityFaults(name: string, value: string, field: string): FieldFault[] {
  const nano = parseQuantity(value)?.nano ?? 0n;
  const faults: FieldFault[] = [];
  if (nano < 0n) faults.push(invalidValue(field, value, "must be greater than or equal to 0"));
  const counted = INTEGER_RESOURCES.has(name) || isExtendedResource(name);
  if (counted && nano % 1_000_000_000n !== 0n) faults.push(invalidValue(field, value, "must be an integer"));
  return faults;
}
