/**
 * For whom a field of an answer can have something in it. An empty list, 0, false and null are nothing.
 * `rank`: a field that leads to a type may not be for more people than the type's own fields are. Null: it is judged where it stands.
 */
export const AUDIENCES = {
  everybody: { who: "everybody who is signed in", rank: 0 },
  team: { who: "who sees the team that it belongs to; ADMIN and AUDITOR, where it belongs to none", rank: 1 },
  own: { who: "the one whom it is about, LEADs of the team where that is a service account, and ADMIN", rank: 1 },
  all: { who: "ADMIN and AUDITOR", rank: 2 },
  asker: { who: "who asked for the change that it answers", rank: null },
  part: { who: "who sees what it is a part of", rank: null },
} as const satisfies Record<string, { readonly who: string; readonly rank: number | null }>;

export type Audience = keyof typeof AUDIENCES;

/** Fields of one type, named one after the other, by their audience. */
export type TypeVisibility = Partial<Readonly<Record<Audience, string>>>;

const REFUSAL = "code message";
const CHANGED_POD = "dryRun operation plan pod";

/**
 * Who sees what, for each field of each type that an answer can have: a field that is not here stops the schema from being made. What may
 * be asked at all is in `permissions.ts`; who sees which team is `seesTeam` there. Each answer of the visibility probe is held against it.
 */
export const VISIBILITY: Readonly<Record<string, TypeVisibility>> = {
  Amounts: { part: "cpuMillis gpus ramBytes storageBytes" },
  ApiToken: { own: "createdAt createdBy expiresAt id lastUsedAt name revokedAt scope serviceAccount teams" },
  AuditActor: { part: "id kind name onBehalfOf" },
  AuditChain: { all: "checkedAt checkpoint events faults head whole" },
  AuditChange: { part: "after before field" },
  AuditedField: { part: "name value" },
  AuditedState: { team: "exists fields since" },
  AuditEvent: {
    team: "action actor at changes hash id operationId reason requestFrom requestId result sequence subject",
  },
  AuditEventPage: { everybody: "pageInfo", team: "nodes totalCount" },
  AuditFault: { part: "kind message sequence through" },
  AuditLink: { part: "hash sequence" },
  CancelOperationSuccess: { asker: "dryRun operation undoes" },
  Cause: { part: "at operation source who words" },
  ChangePasswordSuccess: { asker: "user" },
  ChangeUserSuccess: { asker: "user" },
  ClusterRefused: { asker: `${REFUSAL} problems` },
  ClusterUnavailable: { asker: REFUSAL },
  Conflict: { asker: `${REFUSAL} currentVersion` },
  ConsistencyReport: {
    everybody: "checkedAt consistent pageInfo sequence stale why",
    team: "counts findings totalCount",
    all: "stopped",
  },
  CreateApiTokenSuccess: { asker: "secret token" },
  CreatePasswordLinkSuccess: { asker: "link" },
  CreatePodSuccess: { asker: CHANGED_POD },
  CreateUserSuccess: { asker: "link user" },
  DeletePodSuccess: { asker: CHANGED_POD },
  Difference: { part: "clusterSpec clusterStatus field ledger" },
  EndSessionsSuccess: { asker: "ended" },
  FieldProblem: { part: "message path" },
  Finding: {
    team: `alert attempts cause changedAt class cost decidedBy decidedWhy differences error explanation id namespace nextAttemptAt
      occurrences operationId policy repair repairs server severity since state subject title`,
  },
  FindingCount: { part: "class count" },
  FindingHistory: { everybody: "pageInfo", team: "nodes totalCount" },
  FindingSuccess: { asker: "finding" },
  GpuModelSummary: { part: "allocated available largestBlock model servers total" },
  GpuModelUse: { part: "model quota used" },
  HealingPass: { all: "actor beganAt closed endedAt found id opened planId repairs stopped trigger" },
  HealingPassPage: { all: "nodes pageInfo" },
  HealingPolicy: { everybody: "class isDefault mayHeal mode", team: "namespace" },
  HealingPolicySuccess: { asker: "policies" },
  HealingStop: { part: "deletions limit planId why" },
  HealingStopped: { asker: `${REFUSAL} deletions limit planId why` },
  HealSuccess: { asker: "dryRun operations planId repairs stopped" },
  HistoryLines: { part: "allocatable allocated used" },
  HistorySeries: { part: "cpuMillis gpus name ramBytes storageBytes" },
  ImageNotAllowed: { asker: `${REFUSAL} allowed image team` },
  InsufficientCapacity: { asker: `${REFUSAL} have nearest need` },
  InvalidInput: { asker: `${REFUSAL} problems` },
  Label: { part: "key value" },
  LastAdmin: { asker: `${REFUSAL} user` },
  LivePod: {
    part: `createdAt deletionRequestedAt image observedAt readyAt requested resize resizeMessage scheduledAt serverName startedAt uid`,
  },
  Member: { team: "disabled name role since userId" },
  MemberSuccess: { asker: "after before dryRun team user" },
  Namespace: { team: "keeping name team" },
  NameTaken: { asker: `${REFUSAL} name namespace` },
  NearFit: { part: "available gpuModel server shortOf status" },
  NotFound: { asker: `${REFUSAL} what` },
  NotPermitted: { asker: REFUSAL },
  Operation: {
    team: `actor attempts cancellable createdAt endedAt errorCode errorMessage finding id kind name namespace nextAttemptAt
      notCancellableBecause podWish repair right server state steps team undo undoes updatedAt waitingFor`,
  },
  OperationRight: { part: "ownerId permission team" },
  OperationStep: { part: "attempts endedAt message name startedAt state title" },
  OperationUndo: { part: "possible reason undoneBy whatHappens" },
  OverQuota: { part: "gpuModel quota resource used" },
  Overview: {
    // A line for each status, also where none is seen.
    everybody: "allocatable allocated available capacity cursor gpusByModel podsByStatus serversByStatus",
    team: "attention findings openOperations",
  },
  PageInfo: { part: "endCursor hasNextPage" },
  PasswordLink: { part: "expiresAt path" },
  Plan: { part: "availableAfter availableBefore changes placement recreates server" },
  PlannedChange: { part: "after before field inPlace" },
  PlannedMove: { part: "name namespace owner reason requested team to" },
  Pod: {
    team: `command createdAt desired envNames events gpuModels id image live log message name namespace operation operations owner ownerId
      placement ports reason requested restartPolicy restarts server status team updatedAt used version yaml`,
  },
  PodConnection: { everybody: "pageInfo", team: "edges nodes totalCount" },
  PodDefaults: { part: "cpuMillis ramBytes storageBytes" },
  PodEdge: { team: "cursor node" },
  PodEvent: { part: "count firstSeenAt lastSeenAt message reason source type" },
  PodInNamespace: { part: "mountsToken name ours violations" },
  PodsChange: { everybody: "cursor observedAt reset stale", team: "pods removed" },
  PodSlots: { part: "allocatable allocated available" },
  PodStatusCount: { part: "count status" },
  PodWish: { part: "command envNames gpuModels image name namespace ports requested restartPolicy server" },
  PullSecret: { team: "createdAt createdBy registry rotatedAt secretName username" },
  Quota: { part: "cpuMillis gpus pods ramBytes storageBytes" },
  QuotaExceeded: { asker: `${REFUSAL} gpuModel need quota resource team used` },
  QuotaRequest: { team: "decidedAt decidedBy id note reason requestedAt requestedBy requestedById state team wishes" },
  QuotaRequestSuccess: { asker: "dryRun operation request" },
  Repair: { part: "automatic calls deletes findingId kind risk title undo" },
  RepairOutcome: { part: "class findingId kind message operationId started subject" },
  ResourceHistory: { everybody: "off resolutionSeconds series times usedUnknown" },
  RevokeApiTokenSuccess: { asker: "token" },
  Server: {
    everybody: `allocatable allocated available capacity conditions createdAt foreign foreignPodCount gpuModel heldByTeam kubeletVersion labels name
      observedAt othersByTeam podCount podSlots status taints unavailableReason used usedUnknown`,
    team: "pods",
    all: "operation",
  },
  ServerChangeSuccess: { asker: "dryRun foreignPods moves operation server" },
  ServerCondition: { part: "message reason since status type" },
  ServerConnection: { everybody: "edges nodes pageInfo totalCount" },
  ServerEdge: { everybody: "cursor node" },
  ServiceAccount: {
    team: "createdAt createdBy description disabledAt id name role team",
    own: "tokens",
  },
  ServiceAccountSuccess: { asker: "dryRun serviceAccount" },
  ServersChange: { everybody: "cursor observedAt removed reset servers stale" },
  ServerStatusCount: { part: "count status" },
  ServerUnavailable: { asker: `${REFUSAL} server status` },
  Session: { own: "address createdAt endsAt id isCurrent lastUsedAt method userAgent" },
  System: { everybody: "clusterMode clusterVersion cursor installationId observedAt stale version why" },
  Taint: { part: "effect key value" },
  Team: {
    team: `allowedImages archived defaults description gpuModels members name namespaces overQuota pullSecrets quota
      serviceAccounts used usedPods version`,
  },
  TeamHasPods: { asker: `${REFUSAL} pods team` },
  TeamHolding: { everybody: "holds pods team" },
  TeamSuccess: { asker: "changes dryRun operation pods team" },
  TooManyAttempts: { asker: `${REFUSAL} retryAt` },
  UndoOperationSuccess: { asker: "changes dryRun operation whatHappens" },
  UpdatePodSuccess: { asker: CHANGED_POD },
  Used: { part: "cpuMillis gpus measuredAt ramBytes storageBytes" },
  User: { own: "createdAt disabledAt email hasPassword id isDemo lastSignInAt name role" },
  Viewer: { own: "how id name rights role scope teams" },
  ViewerRight: { part: "notAnywhereBecause notOthersBecause notOwnBecause permission" },
  ViewerTeam: { part: "role team" },
  WishedLimit: { part: "limit resource" },
};

/** The audience of each field of one type. A field that is named twice is a fault of the table. */
export function audiencesOf(type: TypeVisibility): ReadonlyMap<string, Audience> {
  const all = new Map<string, Audience>();
  for (const [audience, fields] of Object.entries(type) as [Audience, string][]) {
    for (const field of fields.split(/\s+/)) {
      if (all.has(field)) throw new Error(`"${field}" has two audiences: ${all.get(field)} and ${audience}`);
      all.set(field, audience);
    }
  }
  return all;
}

/**
 * The table as a Markdown list, for the documentation: types by their names, and their fields where not all are for the same people. What
 * is judged where it stands is left out.
 */
export function visibilityList(): string {
  return (Object.keys(AUDIENCES) as Audience[])
    .filter((audience) => AUDIENCES[audience].rank !== null)
    .map((audience) => `- **${AUDIENCES[audience].who}**: ${whatIsSeenBy(audience).join(", ")}`)
    .join("\n");
}

function whatIsSeenBy(audience: Audience): readonly string[] {
  return Object.entries(VISIBILITY).flatMap(([name, type]) => {
    const fields = type[audience]?.split(/\s+/) ?? [];
    if (fields.length === 0) return [];
    return [Object.keys(type).length === 1 ? name : `${name} (${fields.join(", ")})`];
  });
}
