import type { OperationKind, OperationState, PodStatus, StepState } from "@/gql/graphql";

/** What is known of a pod that tells its life: from the ledger (operations), the cluster's conditions, and its events. */
export interface KnownLife {
  readonly owner: string;
  readonly status: PodStatus;
  readonly desired: "PRESENT" | "ABSENT";
  readonly reason: string | null;
  readonly message: string | null;
  readonly createdAt: string;
  readonly placement: string;
  readonly server: string | null;
  readonly live: {
    readonly createdAt: string;
    readonly scheduledAt: string | null;
    readonly startedAt: string | null;
    readonly readyAt: string | null;
    readonly deletionRequestedAt: string | null;
  } | null;
  readonly operations: readonly KnownOperation[];
  readonly events: readonly KnownEvent[];
}

interface KnownOperation {
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly actor: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly waitingFor: string | null;
  readonly errorMessage: string | null;
  readonly steps: readonly { readonly name: string; readonly state: StepState; readonly endedAt: string | null }[];
}

interface KnownEvent {
  readonly type: "NORMAL" | "WARNING";
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
}

/** One moment of a pod's life: past, under way (with what it waits for), or still to come. */
export interface Moment {
  readonly title: string;
  readonly detail: string | null;
  /** Null: it has not come yet. */
  readonly at: string | null;
  readonly kind: "past" | "trouble" | "now" | "ahead";
}

/** Events that say what the conditions say already. */
const saidElsewhere: ReadonlySet<string> = new Set(["Scheduled", "Created", "Started", "SuccessfulCreate"]);
const changeNames: Partial<Record<OperationKind, string>> = {
  UPDATE_POD: "Change",
  DELETE_POD: "Deletion",
  HEAL: "Repair",
};

/** The moments of a pod's life, the oldest first; what has not come yet stands last. */
export function podLife(known: KnownLife): Moment[] {
  const past = [...askedAndReserved(known), ...changes(known), ...inTheCluster(known), ...events(known)];
  return [...past.toSorted(inOrder), ...toCome(known)];
}

function askedAndReserved({ owner, createdAt, placement, server, operations }: KnownLife): Moment[] {
  const create = operations.findLast(({ kind }) => kind === "CREATE_POD");
  const reserved = stepEnd(create, "reserve");
  // A change that reserved anew has put another place and reason in the place of the first ones.
  const isFirst = !operations.some((later) => later !== create && stepEnd(later, "reserve"));
  return [
    { title: "Asked for", detail: `by ${owner}`, at: createdAt, kind: "past" },
    ...(reserved
      ? [
          past(
            "Room reserved in the ledger",
            isFirst ? [server && `on ${server}`, placement].filter(Boolean).join(": ") : null,
            reserved,
          ),
        ]
      : []),
  ];
}

/** Later changes, each as it was asked for and as it ended. */
function changes({ operations }: KnownLife): Moment[] {
  return operations.flatMap(({ kind, actor, createdAt, endedAt, state, errorMessage }): Moment[] => {
    const name = changeNames[kind];
    if (!name) return [];
    const end = state === "UNDONE" ? "undone" : state === "FAILED" ? "failed" : "done";
    return [
      past(`${name} asked for`, `by ${actor}`, createdAt),
      ...(endedAt
        ? [
            {
              title: `${name} ${end}`,
              detail: errorMessage,
              at: endedAt,
              kind: end === "done" ? "past" : "trouble",
            } as const,
          ]
        : []),
    ];
  });
}

function inTheCluster({ live, status, reason }: KnownLife): Moment[] {
  if (!live) return [];
  const { createdAt, scheduledAt, startedAt, readyAt, deletionRequestedAt } = live;
  const ended = status === "SUCCEEDED" || status === "FAILED";
  return [
    past("Created in the cluster", null, createdAt),
    ...(scheduledAt ? [past("Bound to its server by the scheduler", null, scheduledAt)] : []),
    ...(startedAt ? [past("Container started", null, startedAt)] : []),
    ...(readyAt && !ended ? [past("Running and ready", null, readyAt)] : []),
    ...(deletionRequestedAt ? [past("Told to end", reason, deletionRequestedAt)] : []),
  ];
}

function events({ events }: KnownLife): Moment[] {
  return events
    .filter(({ reason }) => !saidElsewhere.has(reason))
    .map(({ type, reason, message, count, firstSeenAt, lastSeenAt }) => ({
      title: eventTitles[reason] ?? reason,
      detail: count > 1 ? `${message} (${count} times)` : message,
      at: lastSeenAt ?? firstSeenAt,
      kind: type === "WARNING" ? "trouble" : "past",
    }));
}

const eventTitles: Readonly<Record<string, string>> = {
  Pulling: "Image pull begun",
  Pulled: "Image is there",
  FailedScheduling: "The scheduler finds no place",
  BackOff: "Tried again later",
  Killing: "Container is ended",
};

/** What it is at, and what comes after that; nothing where its life is over. */
function toCome(known: KnownLife): Moment[] {
  const { status, desired, live, message, operations } = known;
  const open = operations.find(({ endedAt }) => endedAt === null);
  if (desired === "ABSENT") return [now("Ends, and is proven gone", open?.waitingFor ?? message)];
  if (status === "SUCCEEDED" || status === "FAILED") return [];
  const all = [
    { title: "Created in the cluster", reached: live !== null },
    { title: "Bound to its server by the scheduler", reached: Boolean(live?.scheduledAt) },
    { title: "Image pulled, container started", reached: Boolean(live?.startedAt) },
    { title: "Running and ready", reached: Boolean(live?.readyAt) },
  ];
  const missing = all.filter(({ reached }) => !reached);
  if (missing.length === 0) {
    const kind = open && changeNames[open.kind];
    return kind ? [now(`${kind} under way`, open.waitingFor)] : [];
  }
  return missing.map(({ title }, index) =>
    index === 0 ? now(title, open?.waitingFor ?? message) : { title, detail: null, at: null, kind: "ahead" },
  );
}

function past(title: string, detail: string | null, at: string): Moment {
  return { title, detail: detail || null, at, kind: "past" };
}

function now(title: string, waitsFor: string | null | undefined): Moment {
  return { title, detail: waitsFor ? `Waits: ${waitsFor}` : null, at: null, kind: "now" };
}

function stepEnd(operation: KnownOperation | undefined, name: string): string | null {
  return operation?.steps.find((step) => step.name === name && step.state === "DONE")?.endedAt ?? null;
}

/** The cluster tells whole seconds: within one, moments stand as they follow from each other. */
function inOrder(a: Moment, b: Moment): number {
  return secondOf(a) - secondOf(b) || placeOf(a) - placeOf(b);
}

function secondOf({ at }: Moment): number {
  return at === null ? Number.POSITIVE_INFINITY : Math.floor(Date.parse(at) / 1_000);
}

/** What was asked for comes before what it makes: a change that takes a new pod before that pod's beginning. */
const beginning = [
  "Asked for",
  "Room reserved in the ledger",
  "Change asked for",
  "Repair asked for",
  "Created in the cluster",
  "Bound to its server by the scheduler",
  "Image pull begun",
  "Image is there",
  "Container started",
  "Running and ready",
];

function placeOf({ title }: Moment): number {
  const place = beginning.indexOf(title);
  return place === -1 ? beginning.length : place;
}
