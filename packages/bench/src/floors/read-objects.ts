/** `node read-objects.ts FOLDER`: reads all objects of a data folder and parses them, as plainly as that can be done. */
import { sqliteJournal } from "@resource-manager/cluster-sim/storage/journal";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("node read-objects.ts FOLDER");
const journal = sqliteJournal(folder);
const objects: unknown[] = [];
for (const { body } of journal.rows()) objects.push(JSON.parse(body.toString("utf8")));
journal.close();
console.log(objects.length);
