/** The flags of each component: one function each, from addresses and paths to an argument list. */

export const serviceNetwork = "10.96.0.0/16";
/** The address of the Service `kubernetes` in {@link serviceNetwork}. */
export const firstServiceIp = "10.96.0.1";
/**
 * The type of a node's address at which the API server reaches its kubelet. A type that nothing else reads: the nodes' InternalIP
 * are of a network that does not exist.
 */
export const kubeletAddressType = "ExternalDNS";
/** Pods' addresses, given out by kwok. */
const podNetwork = "10.128.0.0/10";

export function etcdArguments(options: {
  dataFolder: string;
  clientPort: number;
  peerPort: number;
  /** false: survives a crash of the machine, at the price of an fsync per write. */
  fast: boolean;
}): string[] {
  const client = `http://127.0.0.1:${options.clientPort}`;
  const peer = `http://127.0.0.1:${options.peerPort}`;
  return [
    "--name=default",
    `--data-dir=${options.dataFolder}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--log-level=warn",
    ...(options.fast ? ["--unsafe-no-fsync"] : []),
  ];
}

export function apiServerArguments(options: {
  etcdPort: number;
  port: number;
  certFolder: string;
  certPath: string;
  keyPath: string;
  caPath: string;
  serviceAccount: { certPath: string; keyPath: string };
  audit?: { policyPath: string; logPath: string };
}): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${options.etcdPort}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${options.port}`,
    `--cert-dir=${options.certFolder}`,
    `--tls-cert-file=${options.certPath}`,
    `--tls-private-key-file=${options.keyPath}`,
    `--client-ca-file=${options.caPath}`,
    `--service-cluster-ip-range=${serviceNetwork}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${options.serviceAccount.certPath}`,
    `--service-account-signing-key-file=${options.serviceAccount.keyPath}`,
    "--authorization-mode=Node,RBAC",
    "--allow-privileged",
    "--endpoint-reconciler-type=none",
    `--kubelet-preferred-address-types=${kubeletAddressType}`,
    ...(options.audit
      ? [`--audit-policy-file=${options.audit.policyPath}`, `--audit-log-path=${options.audit.logPath}`]
      : []),
  ];
}

/** The scheduler's settings are a file, because a config file makes it ignore the flags for its client. */
export function schedulerConfiguration(kubeconfigPath: string): object {
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    leaderElection: { leaderElect: false },
    // Its default of 50 requests a second would make thousands of pods wait for minutes.
    clientConnection: { kubeconfig: kubeconfigPath, qps: 1_000, burst: 2_000 },
  };
}

export function schedulerArguments(options: {
  configPath: string;
  kubeconfigPath: string;
  port: number;
  certFolder: string;
}): string[] {
  return [`--config=${options.configPath}`, ...servingArguments(options)];
}

export function controllerManagerArguments(options: {
  kubeconfigPath: string;
  port: number;
  certFolder: string;
  serviceAccountKeyPath: string;
  caPath: string;
  /** After this long without a sign of life from a node, in seconds, it is NotReady. */
  nodeGraceSeconds: number;
}): string[] {
  return [
    `--kubeconfig=${options.kubeconfigPath}`,
    ...servingArguments(options),
    "--leader-elect=false",
    `--service-account-private-key-file=${options.serviceAccountKeyPath}`,
    `--root-ca-file=${options.caPath}`,
    "--use-service-account-credentials",
    `--node-monitor-grace-period=${options.nodeGraceSeconds}s`,
    // One node in ten seconds otherwise: a test that loses three nodes would wait for half a minute.
    "--node-eviction-rate=10",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
  ];
}

export function kwokArguments(options: {
  kubeconfigPath: string;
  configPath: string;
  /** Which nodes have a live kubelet. */
  nodeSelector: string;
  leaseSeconds: number;
  /** Of the kubelets of all nodes (https) and of its own health (http). */
  port: number;
  certPath: string;
  keyPath: string;
}): string[] {
  return [
    `--kubeconfig=${options.kubeconfigPath}`,
    `--config=${options.configPath}`,
    `--manage-nodes-with-label-selector=${options.nodeSelector}`,
    `--node-lease-duration-seconds=${options.leaseSeconds}`,
    "--node-ip=127.0.0.1",
    `--cidr=${podNetwork}`,
    `--server-address=127.0.0.1:${options.port}`,
    `--tls-cert-file=${options.certPath}`,
    `--tls-private-key-file=${options.keyPath}`,
    "--v=WARN",
  ];
}

function servingArguments(options: { kubeconfigPath: string; port: number; certFolder: string }): string[] {
  return [
    `--authentication-kubeconfig=${options.kubeconfigPath}`,
    `--authorization-kubeconfig=${options.kubeconfigPath}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${options.port}`,
    `--cert-dir=${options.certFolder}`,
  ];
}
