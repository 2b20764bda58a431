import { defineConfig } from "prisma/config";

/** For Prisma's own CLI, run in this folder: `generate.mjs` does; `prisma migrate` works where its engine can be downloaded. */
export default defineConfig({
  schema: "../../prisma/schema.prisma",
  migrations: { path: "../../prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "file:./dev.db" },
});
