import { defineKind } from "./kind.ts";

/** Questions about what the caller may do: whoever has the token may do everything. */

export const selfSubjectAccessReviewKind = defineKind({
  group: "authorization.k8s.io",
  version: "v1",
  kind: "SelfSubjectAccessReview",
  schema: "authorization.v1.SelfSubjectAccessReview",
  plural: "selfsubjectaccessreviews",
  singular: "selfsubjectaccessreview",
  namespaced: false,
  verbs: ["create"],
  answer(object) {
    object.status = { allowed: true, reason: "this cluster has one user, who may do everything" };
  },
});

export const selfSubjectReviewKind = defineKind({
  group: "authentication.k8s.io",
  version: "v1",
  kind: "SelfSubjectReview",
  schema: "authentication.v1.SelfSubjectReview",
  plural: "selfsubjectreviews",
  singular: "selfsubjectreview",
  namespaced: false,
  verbs: ["create"],
  answer(object) {
    object.status = { userInfo: { username: "admin", groups: ["system:masters", "system:authenticated"] } };
  },
});
