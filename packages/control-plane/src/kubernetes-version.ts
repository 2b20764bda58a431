/** The Kubernetes that is built (go/go.mod pins the same one), and that the virtual kubelets say they are. */
export const kubernetesVersion = "v1.37.2";
