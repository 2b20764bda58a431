import type { HistoryQuery, HistorySample, Step } from "./history-model.ts";

export interface WorkerSetting {
  readonly path: string;
  readonly bytesMax: number;
}

export interface Moment {
  readonly atMs: number;
  readonly samples: readonly HistorySample[];
}

export type WorkerOrder =
  | { readonly kind: "append"; readonly step: Step; readonly atMs: number; readonly samples: readonly HistorySample[] }
  | { readonly kind: "fill"; readonly step: Step; readonly moments: readonly Moment[] }
  | { readonly kind: "read"; readonly query: HistoryQuery; readonly nowMs: number }
  | { readonly kind: "close" };

export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };
