"use client";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import dynamic from "next/dynamic";
import { Placeholder } from "@/ui/states";

const Playground = dynamic(() => import("./playground"), { ssr: false, loading: () => <Placeholder lines={8} /> });

/** GraphQL in the browser, on the product's own origin: everything that the app does can be tried here. */
export function PlaygroundPage() {
  return (
    <Box sx={{ position: "relative", flexGrow: 1, minHeight: 560, m: { xs: -2, sm: -3 } }}>
      <Typography variant="h1" sx={visuallyHidden}>
        Playground
      </Typography>
      <Box sx={{ position: "absolute", inset: 0, overflow: "hidden" }}>
        <Playground />
      </Box>
    </Box>
  );
}

const visuallyHidden = {
  position: "absolute",
  width: 1,
  height: 1,
  m: "-1px",
  overflow: "hidden",
  clip: "rect(0 0 0 0)",
};
