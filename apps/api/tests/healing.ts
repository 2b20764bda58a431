import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { query } from "./pods.ts";

/** What the tests ask for of a finding. */
export interface FindingSeen {
  readonly id: string;
  readonly class: string;
  readonly subject: string;
  readonly title: string;
  readonly state: string;
  readonly since: string | null;
  readonly differences: readonly {
    readonly field: string;
    readonly ledger: string | null;
    readonly clusterSpec: string | null;
  }[];
  readonly cause: { readonly who: string | null; readonly source: string; readonly at: string | null } | null;
  readonly repair: { readonly kind: string } | null;
  readonly repairs: readonly { readonly kind: string }[];
}

export interface HealSeen {
  readonly __typename: string;
  readonly message?: string;
  readonly planId?: string;
  readonly deletions?: number;
  readonly repairs?: readonly { readonly kind: string }[];
}

const FINDING = `id class subject title state since differences { field ledger clusterSpec }
  cause { who source at } repair { kind } repairs { kind }`;
const HEALED = `__typename ... on HealSuccess { planId repairs { kind } } ... on UserError { message }
  ... on HealingStopped { planId deletions }`;

export async function findings(url: string): Promise<readonly FindingSeen[]> {
  const { consistency } = await query<{ consistency: { findings: readonly FindingSeen[] } }>(
    url,
    `{ consistency { findings { ${FINDING} } } }`,
  );
  return consistency.findings;
}

/** Waits until the findings about that subject fulfil the test; by default until there is one. */
export async function untilFindings(
  url: string,
  subject: string,
  test: (found: readonly FindingSeen[]) => boolean = (found) => found.length > 0,
  timeoutMs = 90_000,
): Promise<readonly FindingSeen[]> {
  let all: readonly FindingSeen[] = [];
  return waitUntil(
    async () => {
      all = await findings(url);
      const found = all.filter((finding) => finding.subject === subject);
      return test(found) ? found : undefined;
    },
    () => `findings about ${subject}: ${JSON.stringify(all)}`,
    { timeoutMs },
  );
}

export async function untilNothingAbout(url: string, subject: string): Promise<void> {
  await untilFindings(url, subject, (found) => found.length === 0);
}

export async function heal(url: string, input: object): Promise<HealSeen> {
  const text = `mutation ($input: HealInput!) { heal(input: $input) { ${HEALED} } }`;
  return (await query<{ heal: HealSeen }>(url, text, { input })).heal;
}

export async function confirm(url: string, planId: string): Promise<HealSeen> {
  const text = `mutation ($input: ConfirmHealingInput!) { confirmHealing(input: $input) { ${HEALED} } }`;
  return (await query<{ confirmHealing: HealSeen }>(url, text, { input: { planId } })).confirmHealing;
}

/** Heals as an admin does who looks at what the brake stops, and confirms it. */
export async function healAndConfirm(url: string, input: object): Promise<HealSeen> {
  const answer = await heal(url, input);
  return answer.__typename === "HealingStopped" && answer.planId ? confirm(url, answer.planId) : answer;
}
