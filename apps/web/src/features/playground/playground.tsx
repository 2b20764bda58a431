"use client";
import "graphiql/setup-workers/webpack";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./playground.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { useColorScheme } from "@mui/material/styles";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createClient } from "graphql-ws";
import { useState } from "react";
import { socketUrl } from "@/lib/api/client";
import { examples } from "./examples";

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
const defaultTabs = examples.map(({ query, variables }) => ({ query, variables: variables ?? null, headers: null }));

export default function Playground() {
  const [fetcher] = useState(() =>
    createGraphiQLFetcher({ url: "/graphql", wsClient: createClient({ url: socketUrl() }) }),
  );
  const { mode, systemMode } = useColorScheme();
  const theme = (mode === "system" ? systemMode : mode) ?? "light";
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={defaultTabs}
      plugins={plugins}
      forcedTheme={theme}
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
    />
  );
}
