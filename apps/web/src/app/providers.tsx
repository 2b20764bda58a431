"use client";
import { ApolloProvider } from "@apollo/client/react";
import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { SnackbarProvider } from "notistack";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { ChangeMessages } from "@/features/operations/change-messages";
import { createApolloClient } from "@/lib/api/client";
import { theme } from "@/ui/theme";
import { TipLayer } from "@/ui/tip-layer";

/** Everything that components take from around them. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createApolloClient);
  return (
    <ApolloProvider client={client}>
      <ThemeProvider theme={theme} defaultMode="system" disableTransitionOnChange>
        <CssBaseline enableColorScheme />
        <NuqsAdapter>
          <SnackbarProvider maxSnack={3} anchorOrigin={{ vertical: "bottom", horizontal: "center" }}>
            <ChangeMessages>{children}</ChangeMessages>
            <TipLayer />
          </SnackbarProvider>
        </NuqsAdapter>
      </ThemeProvider>
    </ApolloProvider>
  );
}
