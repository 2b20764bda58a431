import type { FieldFault } from "../http/status-error.ts";
import { fieldForbidden, invalidValue, required, tooLong } from "./field-faults.ts";
import type { ObjectMeta } from "./meta.ts";
import { labelFaults, labelValueFaults, pathSegmentFaults, qualifiedNameFaults, subdomainFaults } from "./names.ts";

const STANDARD_FINALIZERS = ["kubernetes", "orphan", "foregroundDeletion"];
const ANNOTATIONS_MAX_BYTES = 256 * 1024;

export type NameRule = "subdomain" | "label" | "path";

const NAME_FAULTS = { subdomain: subdomainFaults, label: labelFaults, path: pathSegmentFaults } as const;

/** Source: apimachinery/pkg/api/validation/objectmeta.go. */
export function metaFaults(meta: ObjectMeta, namespaced: boolean, nameRule: NameRule): FieldFault[] {
  const faults: FieldFault[] = [];
  if (meta.name === undefined || meta.name === "") {
    faults.push(required("metadata.name", "name or generateName is required"));
  } else {
    for (const detail of NAME_FAULTS[nameRule](meta.name)) {
      faults.push(invalidValue("metadata.name", meta.name, detail));
    }
  }
  if (namespaced) {
    if (meta.namespace === undefined || meta.namespace === "") faults.push(required("metadata.namespace"));
    else
      for (const one of labelFaults(meta.namespace))
        faults.push(invalidValue("metadata.namespace", meta.namespace, one));
  } else if (meta.namespace !== undefined && meta.namespace !== "") {
    faults.push(fieldForbidden("metadata.namespace", "not allowed on this type"));
  }
  faults.push(...labelsFaults(meta.labels ?? {}, "metadata.labels"));
  faults.push(...annotationsFaults(meta.annotations ?? {}));
  faults.push(...ownerFaults(meta));
  (meta.finalizers ?? []).forEach((finalizer, index) => {
    const at = `metadata.finalizers[${index}]`;
    faults.push(...qualifiedNameFaults(finalizer).map((detail) => invalidValue(at, finalizer, detail)));
    if (!finalizer.includes("/") && !STANDARD_FINALIZERS.includes(finalizer)) {
      faults.push(invalidValue(at, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
    }
  });
  return faults;
}

export function labelsFaults(labels: Readonly<Record<string, string>>, field: string): FieldFault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((detail) => invalidValue(field, key, detail)),
    ...labelValueFaults(value).map((detail) => invalidValue(field, value, detail)),
  ]);
}

function annotationsFaults(annotations: Readonly<Record<string, string>>): FieldFault[] {
  const faults: FieldFault[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const detail of qualifiedNameFaults(key.toLowerCase())) {
      faults.push(invalidValue("metadata.annotations", key, detail));
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > ANNOTATIONS_MAX_BYTES) faults.push(tooLong("metadata.annotations", ANNOTATIONS_MAX_BYTES));
  return faults;
}

function ownerFaults(meta: ObjectMeta): FieldFault[] {
  const faults: FieldFault[] = [];
  const owners = meta.ownerReferences ?? [];
  owners.forEach((owner, index) => {
    const at = `metadata.ownerReferences[${index}]`;
    for (const name of ["apiVersion", "kind", "name", "uid"] as const) {
      if (!owner[name]) faults.push(required(`${at}.${name}`, "must not be empty"));
    }
    const [group, version] = owner.apiVersion.includes("/") ? owner.apiVersion.split(/\/(.*)/) : ["", owner.apiVersion];
    if (owner.apiVersion !== "" && (!version || version.includes("/"))) {
      faults.push(invalidValue(`${at}.apiVersion`, owner.apiVersion, "must be <group>/<version> or <version>"));
    }
    // Of all kinds this one alone may own nothing, for events come and go.
    if (group === "" && version === "v1" && owner.kind === "Event") {
      faults.push(invalidValue(at, owner, "/v1, Kind=Event is disallowed from being an owner"));
    }
  });
  const controllers = owners.filter((owner) => owner.controller === true);
  if (controllers.length > 1) {
    const names = controllers.map((owner) => `${owner.kind}/${owner.name}`);
    faults.push(
      invalidValue(
        "metadata.ownerReferences",
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${names[0]} and ${names[1]}`,
      ),
    );
  }
  return faults;
}

/** What no update may change. */
export function metaUpdateFaults(meta: ObjectMeta, old: ObjectMeta): FieldFault[] {
  const faults: FieldFault[] = [];
  const immutable = (field: "name" | "namespace" | "uid" | "creationTimestamp" | "deletionTimestamp"): void => {
    if ((meta[field] ?? "") !== (old[field] ?? "")) {
      faults.push(invalidValue(`metadata.${field}`, meta[field] ?? null, "field is immutable"));
    }
  };
  if (old.deletionTimestamp !== undefined) {
    const added = (meta.finalizers ?? []).filter((one) => !(old.finalizers ?? []).includes(one));
    if (added.length > 0) {
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(", ")}}`;
      faults.push(fieldForbidden("metadata.finalizers", detail));
    }
  }
  immutable("name");
  immutable("namespace");
  immutable("uid");
  immutable("creationTimestamp");
  immutable("deletionTimestamp");
  if ((meta.deletionGracePeriodSeconds ?? null) !== (old.deletionGracePeriodSeconds ?? null)) {
    const value = meta.deletionGracePeriodSeconds ?? null;
    faults.push(invalidValue("metadata.deletionGracePeriodSeconds", value, "field is immutable"));
  }
  return faults;
}
