/** The programs of a control plane, and the Go package each is built from. */
export const binaryPackages = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
  kubectl: "k8s.io/kubernetes/cmd/kubectl",
  kwok: "sigs.k8s.io/kwok/cmd/kwok",
} as const;
export type BinaryName = keyof typeof binaryPackages;
/** Absolute paths. */
export type Binaries = Readonly<Record<BinaryName, string>>;
/** Called with one line of text at every step that takes a while. */
export type Progress = (line: string) => void;
