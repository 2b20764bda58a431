import type { ApiResponse, ClusterApi, Query } from "./api.ts";
import { at, isJsonObject, type Json, type JsonObject, listAt } from "./json.ts";
import { seen } from "./observe.ts";

export const tableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io";
export const metadataAccept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

/** Asks as kubectl does when it prints. */
export function getTable(api: ClusterApi, path: string, query: Query = {}): Promise<ApiResponse> {
  return api.get(path, query, { accept: tableAccept });
}

/**
 * What kubectl prints of an answer: columns with their type, format and priority, and the cells of each row; ages are
 * only marked.
 * @param columns only these columns, where others are a virtual kubelet's own words.
 */
export function seenTable(response: ApiResponse, columns?: readonly string[]): JsonObject {
  if (at(response.json, "kind") !== "Table") return seen(response);
  return { status: response.status, ...seenTableObject(response.json, columns) };
}

/** The same of a table inside a watch event. */
export function seenTableObject(table: Json | undefined, columns?: readonly string[]): JsonObject {
  const definitions = listAt(table, "columnDefinitions").filter(isJsonObject);
  const names = definitions.map(({ name }) => String(name));
  const wanted = names.flatMap((name, index) => (columns === undefined || columns.includes(name) ? [index] : []));
  return {
    apiVersion: at(table, "apiVersion"),
    hasContinue: typeof at(table, "metadata.continue") === "string",
    remainingItemCount: at(table, "metadata.remainingItemCount"),
    columns: wanted.map((index) => {
      const { description, ...definition } = definitions[index] as JsonObject;
      return definition;
    }),
    rows: listAt(table, "rows").map((row) => {
      const cells = listAt(row, "cells");
      return names.length === 0 ? cells.length : wanted.map((index) => seenCell(names[index] ?? "", cells[index]));
    }),
  };
}

function seenCell(column: string, cell: Json | undefined): Json {
  const isAge = column === "Age" || column === "Last Seen" || column === "First Seen";
  return isAge && /^\d+[smhd]/.test(String(cell)) ? "<age>" : (cell ?? null);
}
