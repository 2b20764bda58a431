import { seesTeam } from "@resource-manager/domain/rules/permissions";
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import type { TeamHolding as Holding } from "../../live/live-view.ts";
import type { LivePodRow } from "../../live/pod-row.ts";
import type { RowsChange } from "../../live/row-subscription.ts";
import type { LiveServerRow } from "../../live/server-row.ts";
import { serverQuery } from "../../live/server-table.ts";
import { sightOf } from "../../live/sight.ts";
import { Connection, PAGE_MAX, pageSize, placeAfter } from "../common/connection.ts";
import { asksBelow } from "../common/selection.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { Operation, toOperation } from "../operation/operation.type.ts";
import { Pod } from "../pod/pod.type.ts";
import { Used, usedOf } from "../usage/used.type.ts";
import { ServerFilter, ServerOrder } from "./server.input.ts";
import { Server, ServerConnection, ServersChange, TeamHolding } from "./server.type.ts";

interface ServersChangedArgs {
  readonly filter?: ServerFilter | null;
  readonly after?: string | null;
}

/** What a server shows of its pods that cannot change. */
const STEADY_OF_PODS: ReadonlySet<string> = new Set(["__typename", "id", "namespace", "name"]);
const NOTHING: ReadonlySet<string> = new Set();

@Resolver(() => Server)
export class ServerResolver {
  @Query(() => ServerConnection)
  servers(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Arg("filter", () => ServerFilter, { nullable: true }) filter: ServerFilter | null | undefined,
    @Arg("orderBy", () => ServerOrder, { nullable: true }) orderBy: ServerOrder | null | undefined,
    @Ctx() { services }: GraphQLContext,
  ): Connection<LiveServerRow> {
    const { field: order, direction } = orderBy ?? { field: "NAME" as const, direction: "ASC" as const };
    const table = services.live.servers;
    const query = serverQuery(filter ?? {});
    const request = {
      order,
      descending: direction === "DESC",
      after: placeAfter(after, order),
      first: pageSize(first),
    };
    return new Connection(table.page(query, request), order, () => table.count(query, JSON.stringify(filter)));
  }

  @Query(() => Server, { nullable: true })
  server(@Arg("name", () => String) name: string, @Ctx() { services }: GraphQLContext): LiveServerRow | null {
    return services.live.server(name);
  }

  @FieldResolver(() => [Pod], {
    description: `Our pods that hold something here and that the viewer sees, by namespace and name; at most ${PAGE_MAX}.`,
  })
  pods(@Root() server: LiveServerRow, @Ctx() { services, viewer }: GraphQLContext): readonly LivePodRow[] {
    return services.live.podsOn(server.name, sightOf(viewer)).slice(0, PAGE_MAX);
  }

  @FieldResolver(() => [TeamHolding], {
    description: "What pods of teams hold here that the viewer does not see, by the team's name: amounts, and no more.",
  })
  othersByTeam(@Root() server: LiveServerRow, @Ctx() { services, viewer }: GraphQLContext): readonly Holding[] {
    const sight = sightOf(viewer);
    return sight.teams === null ? [] : services.live.teamsOn(server.name).filter(({ team }) => !sight.sees(team));
  }

  @FieldResolver(() => [TeamHolding], {
    description: "What pods of each team hold here, by the team's name: amounts, and no more.",
  })
  heldByTeam(@Root() server: LiveServerRow, @Ctx() { services }: GraphQLContext): readonly Holding[] {
    return services.live.teamsOn(server.name);
  }

  @FieldResolver(() => Used, {
    nullable: true,
    description: "Measured use, read every 15 s; null where it is not known: `usedUnknown` says why.",
  })
  used(@Root() server: LiveServerRow, @Ctx() { services }: GraphQLContext): Used | null {
    return usedOf(services.usage.ofServer(server.name));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Why `used` is null, in plain words; null where it is not.",
  })
  usedUnknown(@Root() server: LiveServerRow, @Ctx() { services }: GraphQLContext): string | null {
    if (services.usage.ofServer(server.name) !== null) return null;
    return services.usage.whyUnknown() ?? "the cluster's metrics do not name this server: it may not be Ready";
  }

  @FieldResolver(() => Operation, {
    nullable: true,
    description:
      "The newest operation about it (cordon, uncordon, drain), as far as it is among the newest 1,000 of all.",
  })
  operation(@Root() server: LiveServerRow, @Ctx() { services, viewer }: GraphQLContext): Operation | null {
    const newest = services.live.operations.newestOfServer(server.name);
    return newest !== null && seesTeam(viewer, null) ? toOperation(newest) : null;
  }

  @Subscription(() => ServersChange, {
    description:
      "A snapshot first, then each server that changed, whole (replace, never merge). `after`: the cursor of the last message seen.",
    subscribe: ({ args, context, info }: SubscribeData<ServersChangedArgs>) =>
      context.services.channels.servers({
        criteria: args.filter ?? {},
        after: args.after ?? null,
        sight: sightOf(context.viewer),
        follows:
          asksBelow(info, ["servers", "pods"], STEADY_OF_PODS) ||
          asksBelow(info, ["servers", "othersByTeam"], NOTHING) ||
          asksBelow(info, ["servers", "heldByTeam"], NOTHING),
      }),
  })
  serversChanged(
    @Arg("filter", () => ServerFilter, { nullable: true }) _filter: ServerFilter | null | undefined,
    @Arg("after", () => String, { nullable: true }) _after: string | null | undefined,
    @Root() change: RowsChange<LiveServerRow>,
    @Ctx() { viewer }: GraphQLContext,
  ): Omit<RowsChange<LiveServerRow>, "rows"> & { readonly servers: readonly LiveServerRow[] } {
    const { rows, cursor, ...rest } = change;
    return { ...rest, cursor: sightOf(viewer).stamp(cursor), servers: rows };
  }
}
