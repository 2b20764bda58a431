import type { Receipt, ReceiptAnswer } from "@resource-manager/domain/model/receipt";
import type { Receipt as ReceiptRow } from "../generated/client.ts";

export function readReceipt({ actorId, key, inputHash, answer }: ReceiptRow): Receipt {
  // Only `writeReceipt` writes this column.
  return { actorId, key, inputHash, answer: answer as unknown as ReceiptAnswer };
}

export function writeReceipt({ actorId, key, inputHash, answer }: Receipt) {
  return { actorId, key, inputHash, answer: JSON.stringify(answer) };
}
