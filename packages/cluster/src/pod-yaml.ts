import { dumpYaml, type V1Container, type V1Pod } from "@kubernetes/client-node";

/** What stands in place of a variable's value: values are secrets. */
const HIDDEN = "(not shown)";
/** kubectl's copy of what was applied, with every value in it. */
const COPY = "kubectl.kubernetes.io/last-applied-configuration";

/** A pod as YAML for people: without managed fields, and with the values of its variables hidden. */
export function podYaml({ metadata, spec, status }: V1Pod): string {
  const { managedFields: _, annotations, ...restOfMetadata } = metadata ?? {};
  const shown = Object.fromEntries(Object.entries(annotations ?? {}).filter(([name]) => name !== COPY));
  const containers = spec?.containers.map(withoutValues);
  const initContainers = spec?.initContainers?.map(withoutValues);
  return dumpYaml({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...restOfMetadata, ...(annotations && { annotations: shown }) },
    spec: { ...spec, ...(containers && { containers }), ...(initContainers && { initContainers }) },
    status,
  });
}

function withoutValues(container: V1Container): V1Container {
  if (!container.env) return container;
  return {
    ...container,
    env: container.env.map((variable) => (variable.value === undefined ? variable : { ...variable, value: HIDDEN })),
  };
}
