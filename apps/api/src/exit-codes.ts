/** Exit codes, so that a launcher can tell what is wrong without reading the text. */
export const EXIT = {
  bug: 1,
  configuration: 2,
  portTaken: 3,
  dataInUse: 4,
  kubeconfig: 5,
  otherCluster: 6,
  dataUnusable: 7,
} as const;
