import type { ContainerFacts } from "@resource-manager/domain/model/pod";
import { MAIN_CONTAINER } from "./marks.ts";
import { listOf, type RawRecord, recordOf, textOf } from "./raw-json.ts";
import { shared } from "./shared-values.ts";

/** The container that is ours; where somebody renamed it, the first. */
export function mainContainerOf(spec: RawRecord): RawRecord {
  const containers = listOf(spec.containers).map(recordOf);
  return containers.find(({ name }) => name === MAIN_CONTAINER) ?? containers[0] ?? {};
}

/** Image that the kubelet reports of that container; null until it does. */
export function runningImageOf(status: RawRecord): string | null {
  const statuses = listOf(status.containerStatuses).map(recordOf);
  const main = statuses.find(({ name }) => name === MAIN_CONTAINER) ?? statuses[0];
  return textOf(main?.image);
}

/** Command, env and ports as the spec has them. A variable that is not a plain value (from a Secret, say) has an empty one. */
export function containerFactsOf(spec: RawRecord): ContainerFacts {
  const { command, env, ports } = mainContainerOf(spec);
  const facts = {
    command: listOf(command).filter((word) => typeof word === "string"),
    env: listOf(env)
      .map(recordOf)
      .map(({ name, value }) => ({ name: shared(String(name ?? "")), value: typeof value === "string" ? value : "" })),
    ports: listOf(ports)
      .map((port) => recordOf(port).containerPort)
      .filter((port) => typeof port === "number"),
  };
  const isEmpty = facts.command.length === 0 && facts.env.length === 0 && facts.ports.length === 0;
  return isEmpty ? NOTHING : facts;
}

/** What most pods have, once in memory. */
const NOTHING: ContainerFacts = Object.freeze({ command: [], env: [], ports: [] });
