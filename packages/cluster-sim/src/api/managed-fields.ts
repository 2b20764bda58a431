import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { kubeTime, type KubeObject, type ManagedFieldsEntry } from "../objects/meta.ts";
import type { WriteOptions } from "./write-options.ts";

/** Names the writer, the kind of write and its time in metadata.managedFields. `object` may be changed. */
export function trackUpdate(
  env: Environment,
  kind: Kind,
  object: KubeObject,
  old: KubeObject | undefined,
  options: WriteOptions,
): void {
  if (options.managedFieldsDone === true) return;
  const entries = old?.metadata.managedFields ?? [];
  const mine = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === options.manager &&
    entry.operation === "Update" &&
    (entry.subresource ?? "") === (options.subresource ?? "");
  const entry: ManagedFieldsEntry = {
    manager: options.manager,
    operation: "Update",
    apiVersion: kind.apiVersion,
    time: kubeTime(env.clock.now()),
    fieldsType: "FieldsV1",
    fieldsV1: {},
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  };
  object.metadata.managedFields = [...entries.filter((one) => !mine(one)), entry];
}
