"use client";
import SearchIcon from "@mui/icons-material/Search";
import Box from "@mui/material/Box";
import Dialog from "@mui/material/Dialog";
import InputBase from "@mui/material/InputBase";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import useAutocomplete from "@mui/material/useAutocomplete";
import { useId, useState } from "react";
import { type Command, matches } from "./command";
import { useFound } from "./use-found";
import { useOwnCommands } from "./use-own-commands";

interface CommandPaletteProps {
  readonly go: (href: string) => void;
  readonly onCreatePod: (() => void) | null;
  readonly onHelp: () => void;
  readonly onClose: () => void;
}

/** One field that leads everywhere: pages, actions, and the servers, pods and teams that the typed text finds. */
export function CommandPalette({ onClose, ...rest }: CommandPaletteProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      sx={{ "& .MuiDialog-container": { alignItems: "flex-start" } }}
      slotProps={{
        paper: {
          "aria-label": "Command palette",
          sx: { mt: { xs: 2, sm: "10vh" }, mx: { xs: 2, sm: 4 }, maxHeight: "70vh" },
        },
      }}
    >
      <PaletteContent onClose={onClose} {...rest} />
    </Dialog>
  );
}

function PaletteContent({ go, onCreatePod, onHelp, onClose }: CommandPaletteProps) {
  const [typed, setTyped] = useState("");
  const own = useOwnCommands({ go, onCreatePod, onHelp });
  const { found, searching } = useFound(typed, go);
  const commands = [...own.filter(({ name }) => matches(name, typed)), ...found];

  const { getRootProps, getInputProps, getListboxProps, getOptionProps, groupedOptions } = useAutocomplete<Command>({
    options: commands,
    open: true,
    value: null,
    inputValue: typed,
    autoHighlight: true,
    clearOnBlur: false,
    filterOptions: (options) => options,
    getOptionLabel: ({ name }) => name,
    getOptionKey: ({ id }) => id,
    isOptionEqualToValue: (option, value) => option.id === value.id,
    groupBy: ({ group }) => group,
    onInputChange: (_, text, reason) => {
      if (reason === "input" || reason === "clear") setTyped(text);
    },
    onChange: (_, command) => {
      onClose();
      command?.run();
    },
    onClose: (_, reason) => {
      if (reason === "escape") onClose();
    },
  });
  const groups = groupedOptions as unknown as readonly { group: string; index: number; options: Command[] }[];

  return (
    <>
      <Box {...getRootProps()} sx={{ display: "flex", alignItems: "center", gap: 1.5, px: 2, py: 1.25 }}>
        <SearchIcon aria-hidden sx={{ color: "text.secondary" }} />
        <InputBase
          autoFocus
          fullWidth
          placeholder="Go to, find, or do …"
          inputProps={{ ...getInputProps(), "aria-label": "Go to, find, or do" }}
        />
      </Box>
      <Box sx={{ height: 2, flexShrink: 0, bgcolor: "divider" }}>
        {searching && <LinearProgress aria-label="Searching" sx={{ height: 2 }} />}
      </Box>
      <Box sx={{ overflow: "auto", p: 1 }}>
        <Box {...(getListboxProps() as object)} aria-label="Commands">
          {groups.map(({ group, index, options }) => (
            <Group key={group} title={group}>
              {options.map((command, at) => {
                const { key, ...option } = getOptionProps({ option: command, index: index + at });
                return <Option key={key} command={command} option={option} />;
              })}
            </Group>
          ))}
        </Box>
        <Typography role="status" variant="body2" sx={{ color: "text.secondary", px: 1, py: groups.length ? 0 : 1 }}>
          {groups.length === 0 && (searching ? "Looking …" : `Nothing is called “${typed}”.`)}
        </Typography>
      </Box>
    </>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  const titleId = useId();
  return (
    <Box role="group" aria-labelledby={titleId} sx={{ pb: 0.5 }}>
      <Typography id={titleId} role="presentation" variant="caption" component="div" sx={groupTitleStyle}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}

type OptionProps = Omit<ReturnType<ReturnType<typeof useAutocomplete<Command>>["getOptionProps"]>, "key">;

function Option({ command, option }: { command: Command; option: OptionProps }) {
  const { name, hint, icon: Icon } = command;
  return (
    <Box {...(option as object)} sx={optionStyle}>
      <Icon aria-hidden fontSize="small" sx={{ color: "text.secondary" }} />
      <Box component="span" sx={wordsStyle}>
        <Box component="span" sx={{ overflowWrap: "anywhere" }}>
          {name}
        </Box>
        <Box component="span" sx={{ color: "text.secondary", typography: "caption", textAlign: { sm: "right" } }}>
          {hint}
        </Box>
      </Box>
    </Box>
  );
}

const groupTitleStyle = { color: "text.secondary", px: 1, py: 0.5, fontWeight: 600 };

/** What stands behind the name stands below it on a phone. */
const wordsStyle = {
  flexGrow: 1,
  minWidth: 0,
  display: "flex",
  flexDirection: { xs: "column", sm: "row" },
  justifyContent: "space-between",
  columnGap: 2,
};

const optionStyle = {
  display: "flex",
  alignItems: "center",
  gap: 1.5,
  px: 1,
  py: 0.75,
  borderRadius: 1,
  cursor: "pointer",
  typography: "body2",
  "&.Mui-focused, &.Mui-focusVisible": { bgcolor: "action.selected" },
};
