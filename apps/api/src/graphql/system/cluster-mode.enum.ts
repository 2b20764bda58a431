import { registerEnumType } from "type-graphql";

export const ClusterMode = { KUBERNETES: "KUBERNETES", SIMULATED: "SIMULATED" } as const;
export type ClusterMode = keyof typeof ClusterMode;

registerEnumType(ClusterMode, { name: "ClusterMode" });
