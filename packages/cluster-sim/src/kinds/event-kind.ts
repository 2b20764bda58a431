import type { FieldFault } from "../http/status-error.ts";
import type { Event } from "../objects/event.ts";
import { invalidValue, required } from "../objects/field-faults.ts";
import { qualifiedNameFaults } from "../objects/names.ts";
import { eventColumns } from "./event-columns.ts";
import { defineKind } from "./kind.ts";

const INVOLVED = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"] as const;

export const eventKind = defineKind({
  group: "",
  version: "v1",
  kind: "Event",
  schema: "core.v1.Event",
  plural: "events",
  singular: "event",
  shortNames: ["ev"],
  namespaced: true,
  fieldNames: [...INVOLVED.map((name) => `involvedObject.${name}`), "reason", "reportingComponent", "source", "type"],
  fields(object) {
    const event = object as Event;
    return {
      ...Object.fromEntries(INVOLVED.map((name) => [`involvedObject.${name}`, event.involvedObject[name] ?? ""])),
      reason: event.reason ?? "",
      reportingComponent: event.reportingComponent ?? "",
      source: event.source?.component || (event.reportingComponent ?? ""),
      type: event.type ?? "",
    };
  },
  columns: eventColumns,
  validate: (object) => eventFaults(object as Event),
  update: { validateUpdate: (object) => eventFaults(object as Event) },
});

const NAMESPACE = "involvedObject.namespace";

/** Source: core/validation/events.go (legacyValidateEvent). */
function eventFaults(event: Event): FieldFault[] {
  const about = event.involvedObject.namespace ?? "";
  const own = event.metadata.namespace ?? "";
  const elsewhere = invalidValue(NAMESPACE, about, "does not match event.namespace");
  if (!event.eventTime) {
    const fine = about === "" ? own === "" || own === "default" : own === about;
    return fine ? [] : [elsewhere];
  }
  const faults = about === "" && own !== "default" && own !== "kube-system" ? [elsewhere] : [];
  for (const name of ["reportingComponent", "reportingInstance", "action", "reason"] as const) {
    // The real server takes the reporter's name apart even where there is none.
    if (name === "reportingComponent") {
      const reporter = event[name] ?? "";
      faults.push(...qualifiedNameFaults(reporter).map((detail) => invalidValue(name, reporter, detail)));
      if (reporter === "") faults.push(required(name));
    } else if (!event[name]) faults.push(required(name));
    else if (event[name].length > 128) faults.push(invalidValue(name, "", "can have at most 128 characters"));
  }
  if ((event.message ?? "").length > 1024) faults.push(invalidValue("message", "", "can have at most 1024 characters"));
  return faults;
}
