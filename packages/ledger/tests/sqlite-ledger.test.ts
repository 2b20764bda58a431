import { join } from "node:path";
import { afterAll } from "vitest";
import { openLedger } from "../src/open-ledger.ts";
import { scratchFolder } from "./fixtures.ts";
import { describeLedger } from "./ledger-contract.ts";

const folder = scratchFolder();
afterAll(() => folder[Symbol.dispose]());
let count = 0;

describeLedger("SqliteLedger", (parts) => {
  count += 1;
  return openLedger({ file: join(folder.path, `${count}`, "ledger.db"), ...parts });
});
