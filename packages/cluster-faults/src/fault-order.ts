import { z } from "zod";

/** The verbs of Kubernetes' API, as RBAC and audit name them. */
export const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"] as const;
export type Verb = (typeof verbs)[number];

const milliseconds = z.int().min(0).max(3_600_000);

/** Which requests, how many of them, and for how long. What is left out does not restrict. */
const scope = {
  verbs: z.array(z.enum(verbs)).min(1).optional(),
  /** Plural, as in the path: `pods`. Its subresources are included. */
  resource: z.string().min(1).optional(),
  /** `resize`, `status` …; empty: the object itself, without its subresources. */
  subresource: z.string().optional(),
  namespace: z.string().min(1).optional(),
  /** Of the object; for a create, the name in its body. */
  name: z.string().min(1).optional(),
  /** Part of the requests that it hits, drawn from the seed in their order. Default: all. */
  share: z.number().min(0).max(1).optional(),
  /** So many of the requests that it fits go by first. */
  skip: z.int().min(0).optional(),
  /** It hits at most so often. */
  times: z.int().min(1).optional(),
  /** It ends by itself after so long. */
  forMs: milliseconds.min(1).optional(),
  /** Default: the proxy's seed, mixed with the fault's number. */
  seed: z.int().optional(),
};

const jitter = { ms: milliseconds, jitterMs: milliseconds.optional() };

/** A fault to inject. README.md says what each does; unknown fields are refused. */
export const faultOrder = z.discriminatedUnion("fault", [
  z.strictObject({ fault: z.literal("latency"), ...jitter, ...scope }),
  z.strictObject({ fault: z.literal("hold"), ...scope }),
  z.strictObject({ fault: z.literal("hold-answer"), ...scope }),
  z.strictObject({ fault: z.literal("land-late"), ...scope }),
  z.strictObject({ fault: z.literal("drop"), ...scope }),
  z.strictObject({ fault: z.literal("lose-answer"), part: z.enum(["all", "half"]).optional(), ...scope }),
  z.strictObject({
    fault: z.literal("too-many-requests"),
    retryAfterSeconds: z.int().min(0).max(600).optional(),
    ...scope,
  }),
  z.strictObject({ fault: z.literal("internal-error"), ...scope }),
  z.strictObject({ fault: z.literal("unavailable"), ...scope }),
  z.strictObject({ fault: z.literal("conflict"), ...scope }),
  z.strictObject({ fault: z.literal("expired"), ...scope }),
  z.strictObject({
    fault: z.literal("stale"),
    version: z
      .string()
      .regex(/^[1-9]\d*$/)
      .optional(),
    ...scope,
  }),
  z.strictObject({ fault: z.literal("half-open"), ...scope }),
  z.strictObject({ fault: z.literal("cut"), where: z.enum(["at-once", "mid-event", "orderly"]).optional(), ...scope }),
  z.strictObject({ fault: z.literal("expired-in-stream"), ...scope }),
  z.strictObject({ fault: z.literal("delay-events"), ...jitter, ...scope }),
  z.strictObject({ fault: z.literal("hold-events"), ...scope }),
]);

export type FaultOrder = z.infer<typeof faultOrder>;
export type FaultName = FaultOrder["fault"];
export type OrderOf<Name extends FaultName> = Extract<FaultOrder, { fault: Name }>;

/** Faults of a watch's stream; they hit watches that are open when they are added, and those opened later. */
export const streamFaults = ["half-open", "cut", "expired-in-stream", "delay-events", "hold-events"] as const;

/** Reads an order from JSON; every mistake at once, one per line. */
export function readFaultOrder(input: unknown): { ok: true; value: FaultOrder } | { ok: false; error: string } {
  const read = faultOrder.safeParse(input);
  return read.success ? { ok: true, value: read.data } : { ok: false, error: z.prettifyError(read.error) };
}
