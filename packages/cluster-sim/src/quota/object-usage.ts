import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import { parseQuantity, type Quantity } from "../objects/quantity.ts";
import type { QuantityList } from "../objects/quantity-list.ts";
import { allocatesNodePorts, type Service } from "../objects/service.ts";

const NODE_PORTS = "services.nodeports";
const LOAD_BALANCERS = "services.loadbalancers";

/** What an object that is no pod is charged for: that it is there, and a service for what it holds. */
export function objectUsage(kind: Kind, object: KubeObject): QuantityList {
  const usage = new Map([kind.resource, `count/${kind.resource}`].map((name) => [name, count(1)]));
  if (kind.resource !== "services") return usage;
  for (const [name, amount] of serviceCounts(object as Service)) usage.set(name, count(amount));
  return usage;
}

/** Source: kubernetes/pkg/quota/v1/evaluator/core/services.go (Usage). */
export function serviceCounts(service: Service): [name: string, amount: number][] {
  const ports = service.spec.ports ?? [];
  const isLoadBalancer = service.spec.type === "LoadBalancer";
  const asked = isLoadBalancer ? ports.filter(({ nodePort }) => nodePort).length : 0;
  return [
    [NODE_PORTS, allocatesNodePorts(service) ? ports.length : asked],
    [LOAD_BALANCERS, isLoadBalancer ? 1 : 0],
  ];
}

function count(amount: number): Quantity {
  // A whole number always is a quantity.
  return parseQuantity(String(amount)) as Quantity;
}
