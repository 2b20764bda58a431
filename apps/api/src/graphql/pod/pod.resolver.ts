import type { PodEvent as DomainPodEvent } from "@resource-manager/domain/model/pod";
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import type { LivePodRow } from "../../live/pod-row.ts";
import { podQuery } from "../../live/pod-table.ts";
import type { RowsChange } from "../../live/row-subscription.ts";
import type { LiveServerRow } from "../../live/server-row.ts";
import { sightOf } from "../../live/sight.ts";
import { Connection, pageSize, placeAfter } from "../common/connection.ts";
import { asksBelow } from "../common/selection.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { Operation, toOperation } from "../operation/operation.type.ts";
import { Server } from "../server/server.type.ts";
import { Used, usedOf } from "../usage/used.type.ts";
import { PodFilter, PodOrder } from "./pod.input.ts";
import { Pod, PodConnection, PodEvent, PodsChange } from "./pod.type.ts";

interface PodsChangedArgs {
  readonly filter?: PodFilter | null;
  readonly after?: string | null;
}

const LOG_LINES_MAX = 1_000;
const OPERATIONS_MAX = 50;
/** What a pod shows of its server that cannot change. */
const STEADY_OF_SERVER: ReadonlySet<string> = new Set(["__typename", "name", "gpuModel"]);

@Resolver(() => Pod)
export class PodResolver {
  @Query(() => PodConnection)
  pods(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Arg("filter", () => PodFilter, { nullable: true }) filter: PodFilter | null | undefined,
    @Arg("orderBy", () => PodOrder, { nullable: true }) orderBy: PodOrder | null | undefined,
    @Ctx() { services, viewer }: GraphQLContext,
  ): Connection<LivePodRow> {
    const { field: order, direction } = orderBy ?? { field: "NAME" as const, direction: "ASC" as const };
    const table = services.live.pods;
    const sight = sightOf(viewer);
    const query = podQuery(filter ?? {}, sight);
    const request = {
      order,
      descending: direction === "DESC",
      after: placeAfter(after, order),
      first: pageSize(first),
    };
    return new Connection(table.page(query, request), order, () =>
      table.count(query, `${sight.name}${JSON.stringify(filter)}`),
    );
  }

  @Query(() => Pod, { nullable: true })
  pod(
    @Arg("namespace", () => String) namespace: string,
    @Arg("name", () => String) name: string,
    @Ctx() { services, viewer }: GraphQLContext,
  ): LivePodRow | null {
    const row = services.live.pod({ namespace, name });
    return row !== null && sightOf(viewer).sees(row.team) ? row : null;
  }

  @FieldResolver(() => Used, {
    nullable: true,
    description:
      "Measured use of its containers, read every 15 s; null where it is not known: it does not run, or the cluster measures nothing.",
  })
  used(@Root() pod: LivePodRow, @Ctx() { services }: GraphQLContext): Used | null {
    return usedOf(pod.status === "RUNNING" ? services.usage.ofPod(pod.key) : null);
  }

  @FieldResolver(() => Server, {
    nullable: true,
    description: "The server that holds its allocation; null once it is gone.",
  })
  server(@Root() pod: LivePodRow, @Ctx() { services }: GraphQLContext): LiveServerRow | null {
    return pod.serverName === null ? null : services.live.server(pod.serverName);
  }

  @FieldResolver(() => Operation, { nullable: true, description: "The latest operation on it." })
  operation(
    @Root() pod: LivePodRow,
    @Ctx() { services }: GraphQLContext,
  ): Operation | null | Promise<Operation | null> {
    const { operationId } = pod.ledger;
    const known = pod.openOperation ?? (operationId === null ? null : services.live.operations.get(operationId));
    if (known !== null) return toOperation(known);
    if (operationId === null) return null;
    return services.ledger.operation(operationId).then((found) => (found === null ? null : toOperation(found)));
  }

  @FieldResolver(() => [Operation], {
    description: `All of its operations, newest first; at most ${OPERATIONS_MAX}.`,
  })
  async operations(@Root() pod: LivePodRow, @Ctx() { services }: GraphQLContext): Promise<readonly Operation[]> {
    const operations = await services.ledger.operationsOfPod(pod.id);
    return operations.slice(0, OPERATIONS_MAX).map(toOperation);
  }

  @FieldResolver(() => [PodEvent], {
    nullable: true,
    description: "The cluster's events about it, the oldest first; null when the cluster cannot be asked now.",
  })
  async events(
    @Root() pod: LivePodRow,
    @Ctx() { services }: GraphQLContext,
  ): Promise<readonly DomainPodEvent[] | null> {
    const answer = await services.details.podEvents(pod.ledger, pod.observed?.uid ?? null);
    return answer.kind === "ok" ? answer.value : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: `The last lines of its log (at most ${LOG_LINES_MAX}); null when there is none to be had.`,
  })
  async log(
    @Root() pod: LivePodRow,
    @Arg("tailLines", () => Int, { defaultValue: 100 }) tailLines: number,
    @Ctx() { services }: GraphQLContext,
  ): Promise<string | null> {
    if (pod.observed === null) return null;
    const answer = await services.details.podLog(pod.ledger, Math.min(Math.max(tailLines, 0), LOG_LINES_MAX));
    return answer.kind === "ok" ? answer.value : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The cluster's object as YAML, without managed fields; values of variables are not shown. Null where there is none, or the cluster cannot be asked now.",
  })
  async yaml(@Root() pod: LivePodRow, @Ctx() { services }: GraphQLContext): Promise<string | null> {
    if (pod.observed === null) return null;
    const answer = await services.details.podYaml(pod.ledger);
    return answer.kind === "ok" ? answer.value : null;
  }

  @Subscription(() => PodsChange, {
    subscribe: ({ args, context, info }: SubscribeData<PodsChangedArgs>) =>
      context.services.channels.pods({
        criteria: args.filter ?? {},
        after: args.after ?? null,
        sight: sightOf(context.viewer),
        follows: asksBelow(info, ["pods", "server"], STEADY_OF_SERVER),
      }),
  })
  podsChanged(
    @Arg("filter", () => PodFilter, { nullable: true }) _filter: PodFilter | null | undefined,
    @Arg("after", () => String, { nullable: true }) _after: string | null | undefined,
    @Root() change: RowsChange<LivePodRow>,
    @Ctx() { viewer }: GraphQLContext,
  ): Omit<RowsChange<LivePodRow>, "rows"> & { readonly pods: readonly LivePodRow[] } {
    const { rows, cursor, ...rest } = change;
    return { ...rest, cursor: sightOf(viewer).stamp(cursor), pods: rows };
  }
}
