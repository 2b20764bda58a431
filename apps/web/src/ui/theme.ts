"use client";
import { createTheme } from "@mui/material/styles";
import type {} from "@mui/x-data-grid/themeAugmentation";

declare module "@mui/material/styles" {
  interface Palette {
    /** Colours of the parts of an amount, and of what is used of it: in bars, charts and the map. */
    amount: { ours: string; others: string; free: string; lost: string; used: string };
  }
  interface PaletteOptions {
    amount?: Palette["amount"];
  }
}

/** Light and dark, chosen by a class on <html> before the first paint, so that nothing flickers. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: "class" },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: "#26547c" },
        secondary: { main: "#8a5a00" },
        success: { main: "#1b7a3d" },
        warning: { main: "#9a5b00" },
        error: { main: "#b3261e" },
        info: { main: "#1769aa" },
        background: { default: "#f5f7fa", paper: "#ffffff" },
        amount: { ours: "#26547c", others: "#c98a1b", free: "#dfe6ee", lost: "#b9a3a3", used: "#b0458b" },
      },
    },
    dark: {
      palette: {
        primary: { main: "#8fbce6" },
        secondary: { main: "#e0b15a" },
        success: { main: "#6fcf8f" },
        warning: { main: "#f0b45b" },
        error: { main: "#f2938c" },
        info: { main: "#7cc0f2" },
        background: { default: "#10151b", paper: "#171e26" },
        amount: { ours: "#6ea6d8", others: "#c9973f", free: "#2b3642", lost: "#6b5555", used: "#e48dc6" },
      },
    },
  },
  shape: { borderRadius: 8 },
  typography: {
    h1: { fontSize: "1.6rem", fontWeight: 600, letterSpacing: "-0.01em" },
    h2: { fontSize: "1.1rem", fontWeight: 600 },
    h3: { fontSize: "0.95rem", fontWeight: 600 },
    button: { textTransform: "none", fontWeight: 600 },
  },
  components: {
    MuiPaper: { styleOverrides: { root: { backgroundImage: "none" } } }, // dark: one surface, not a lighter one per layer
    MuiCard: { defaultProps: { variant: "outlined" } },
    MuiButton: { defaultProps: { disableElevation: true } },
    // A phone has no room to give away beside a dialog.
    MuiDialog: {
      styleOverrides: {
        paper: ({ theme }) => ({
          "&:not(.MuiDialog-paperFullScreen)": {
            [theme.breakpoints.down("sm")]: { margin: 12, width: "calc(100% - 24px)", maxHeight: "calc(100% - 24px)" },
          },
        }),
      },
    },
    MuiTooltip: { defaultProps: { arrow: true, enterDelay: 300, describeChild: true } },
    MuiTextField: { defaultProps: { size: "small", fullWidth: true } },
    MuiChip: { defaultProps: { size: "small" } },
    MuiDataGrid: { defaultProps: { rowHeight: 44, columnHeaderHeight: 44 } },
    MuiCssBaseline: {
      styleOverrides: {
        "@media (prefers-reduced-motion: reduce)": {
          "*, *::before, *::after": { animationDuration: "0.01ms !important", transitionDuration: "0.01ms !important" },
        },
      },
    },
  },
});
