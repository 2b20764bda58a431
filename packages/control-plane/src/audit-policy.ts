const systemUsers = ["system:apiserver", "system:kube-scheduler", "system:kube-controller-manager"];

/** What the API server writes down: not the components' endless reading, the bodies of writes to pods, of the rest who did what. */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", users: systemUsers, verbs: ["get", "list", "watch"] },
    { level: "None", resources: [{ group: "coordination.k8s.io", resources: ["leases"] }] },
    {
      level: "Request",
      verbs: ["create", "update", "patch", "delete", "deletecollection"],
      resources: [{ group: "", resources: ["pods", "pods/*"] }],
    },
    { level: "Metadata" },
  ],
};
