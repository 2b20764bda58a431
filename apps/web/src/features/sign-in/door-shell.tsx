"use client";
import Box from "@mui/material/Box";
import Card from "@mui/material/Card";
import Stack from "@mui/material/Stack";
import type { ReactNode } from "react";
import { ModeMenu } from "@/features/system/mode-menu";
import { ProductMark } from "@/features/system/product-mark";

/** What stands around the pages before the door: nothing of the product is shown or asked for there. */
export function DoorShell({ children }: { children: ReactNode }) {
  return (
    <Stack sx={{ minHeight: "100dvh", alignItems: "center", p: 2, pt: { xs: 2, sm: "10vh" }, gap: 3 }}>
      <Stack
        component="header"
        direction="row"
        sx={{ alignItems: "center", gap: 1, width: "100%", maxWidth: 440, fontWeight: 600, fontSize: "1.05rem" }}
      >
        <ProductMark />
        Resource Manager
        <Box sx={{ flexGrow: 1 }} />
        <ModeMenu />
      </Stack>
      <Card component="main" id="main" sx={{ width: "100%", maxWidth: 440, p: { xs: 2, sm: 3 } }}>
        {children}
      </Card>
    </Stack>
  );
}
