import { sameJson } from "../../api/same-json.ts";
import type { EndpointSlice } from "../../objects/endpoint-slice.ts";
import { invalidValue } from "../../objects/field-faults.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { AGE, NAME } from "../columns.ts";
import { defineKind } from "../kind.ts";
import { endpointSliceFaults } from "./endpoint-slice-validation.ts";

const SHOWN = 3;

const asSlice = (object: KubeObject): EndpointSlice => object as EndpointSlice;

export const endpointSliceKind = defineKind({
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  schema: "discovery.v1.EndpointSlice",
  plural: "endpointslices",
  singular: "endpointslice",
  namespaced: true,
  applyDefaults(object) {
    const slice = asSlice(object);
    const ports = (slice.ports ?? []).map(({ name = "", protocol = "TCP", ...port }) => ({ name, protocol, ...port }));
    slice.ports = ports.length === 0 ? null : ports;
    if (slice.endpoints?.length === 0) slice.endpoints = null;
  },
  prepareCreate(object) {
    object.metadata.generation = 1;
  },
  validate: (object) => endpointSliceFaults(asSlice(object)),
  warnings: (object) =>
    asSlice(object).addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : [],
  update: {
    prepareUpdate(object, old) {
      const { metadata, ...content } = object;
      const { metadata: oldMeta, ...oldContent } = old;
      const same = sameJson(content, oldContent) && sameJson(metadata.labels ?? {}, oldMeta.labels ?? {});
      if (!same) metadata.generation = (oldMeta.generation ?? 0) + 1;
    },
    validateUpdate(object, old) {
      const { addressType } = asSlice(object);
      const faults = endpointSliceFaults(asSlice(object));
      if (addressType === asSlice(old).addressType) return faults;
      // The real server shows no value here.
      return [...faults, invalidValue("addressType", null, "field is immutable")];
    },
  },
  columns: [
    NAME,
    { name: "AddressType", type: "string", cell: (object) => asSlice(object).addressType },
    {
      name: "Ports",
      type: "string",
      cell: (object) => listText((asSlice(object).ports ?? []).map(({ port, name }) => String(port ?? name ?? "*"))),
    },
    {
      name: "Endpoints",
      type: "string",
      cell: (object) => listText((asSlice(object).endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])),
    },
    AGE,
  ],
});

/** Source: pkg/printers/internalversion (listWithMoreString). */
function listText(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join(",");
  return texts.length > SHOWN ? `${shown} + ${texts.length - SHOWN} more...` : shown || "<unset>";
}
