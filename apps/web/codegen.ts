import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../api/schema.graphql",
  documents: ["src/**/*.graphql"],
  generates: {
    "./src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: { unmaskFunctionName: "unmask" } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        customDirectives: { apolloUnmask: true },
        scalars: {
          DateTime: "string",
          // A number while it is a safe integer, text beyond: sums of bytes over a large cluster can be.
          BigInt: { input: "number", output: "number | string" },
        },
      },
    },
    // Which types an interface has, for the cache: without it, a refusal loses what is asked of `UserError`.
    "./src/gql/possible-types.ts": {
      plugins: ["fragment-matcher"],
      config: { useExplicitTyping: true },
    },
  },
};
export default config;
