import { VISIBILITY } from "@resource-manager/domain/rules/visibility";
import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { makeSchema } from "../schema.ts";
import { coverFields } from "./cover-fields.ts";

const SMALL = buildSchema(`
  type Query { server: Server }
  type Server { name: String pods: [Pod!]! size: Size }
  type Pod { name: String size: Size }
  type Size { gpus: Int }
`);
const TABLE = {
  Server: { everybody: "name size", team: "pods" },
  Pod: { team: "name size" },
  Size: { part: "gpus" },
};

test("no schema is made with a field for which nobody is named, in the product's own neither", async () => {
  expect(() => coverFields(SMALL, TABLE)).not.toThrow();
  expect(() => coverFields(SMALL, { ...TABLE, Pod: { team: "size" } })).toThrow("nobody is named for Pod.name");
  const { Pod: _, ...withoutType } = TABLE;
  expect(() => coverFields(SMALL, withoutType)).toThrow("nobody is named for Pod.name, Pod.size");
  const schema = await makeSchema();
  const { Session: __, ...table } = VISIBILITY;
  expect(() => coverFields(schema, table)).toThrow("nobody is named for Session.");
});

test("nor with a line of no field, or one that is for two kinds of people", () => {
  expect(() => coverFields(SMALL, { ...TABLE, Nothing: { team: "name" } })).toThrow("in no schema: Nothing.name");
  const twice = { ...TABLE, Pod: { team: "name size", all: "name" } };
  expect(() => coverFields(SMALL, twice)).toThrow('"name" has two audiences');
});

test("nor with a field that leads more people to a type than may see anything of it", () => {
  const open = { ...TABLE, Server: { everybody: "name pods size" } };
  expect(() => coverFields(SMALL, open)).toThrow(/Server\.pods is for everybody who is signed in, and leads to Pod/);
  const narrow = { ...TABLE, Pod: { all: "name size" } };
  expect(() => coverFields(SMALL, narrow)).toThrow(/Server\.pods is for who sees the team .* leads to Pod/);
  const hidden = { ...TABLE, Size: { all: "gpus" } };
  expect(() => coverFields(SMALL, hidden)).toThrow(/Pod\.size .* leads to Size/);
});
