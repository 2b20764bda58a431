import type { FieldFault } from "../../http/status-error.ts";
import { invalidValue, notSupported, required } from "../../objects/field-faults.ts";

type Fields = Record<string, unknown>;

const ID_RANGE = "must be between 0 and 2147483647, inclusive";

/** Source: core/validation (validatePodSpecSecurityContext, ValidateSecurityContext). */
export function podSecurityFaults(context: Fields | undefined, field: string): FieldFault[] {
  if (context === undefined) return [];
  return [
    ...["fsGroup", "runAsUser", "runAsGroup"].flatMap((name) => idFaults(context[name], `${field}.${name}`)),
    ...((context.supplementalGroups as number[] | undefined) ?? []).flatMap((id, index) =>
      idFaults(id, `${field}.supplementalGroups[${index}]`),
    ),
    ...seccompFaults(context.seccompProfile as Fields | undefined, `${field}.seccompProfile`),
  ];
}

export function containerSecurityFaults(context: Fields | undefined, field: string): FieldFault[] {
  if (context === undefined) return [];
  const faults = ["runAsUser", "runAsGroup"].flatMap((name) => idFaults(context[name], `${field}.${name}`));
  faults.push(...seccompFaults(context.seccompProfile as Fields | undefined, `${field}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false && context.privileged === true) {
    const detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
    faults.push(invalidValue(field, context, detail));
  }
  return faults;
}

function idFaults(id: unknown, field: string): FieldFault[] {
  if (typeof id !== "number" || (id >= 0 && id <= 2_147_483_647)) return [];
  return [invalidValue(field, id, ID_RANGE)];
}

function seccompFaults(profile: Fields | undefined, field: string): FieldFault[] {
  if (profile === undefined) return [];
  const { type, localhostProfile } = profile as { type?: string; localhostProfile?: string };
  if (type === "Localhost") {
    return localhostProfile
      ? []
      : [required(`${field}.localhostProfile`, "must be set when seccomp type is Localhost")];
  }
  if (type === "RuntimeDefault" || type === "Unconfined") {
    if (localhostProfile === undefined) return [];
    return [
      invalidValue(`${field}.localhostProfile`, localhostProfile, "can only be set when seccomp type is Localhost"),
    ];
  }
  if (!type) return [required(`${field}.type`, "type is required when seccompProfile is set")];
  return [notSupported(`${field}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"])];
}
