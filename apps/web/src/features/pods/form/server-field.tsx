"use client";
import { useQuery } from "@apollo/client/react";
import Autocomplete from "@mui/material/Autocomplete";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useDeferredValue, useState } from "react";
import { useController, useFormContext } from "react-hook-form";
import { ServerChoicesDocument } from "@/gql/graphql";
import { describeAmounts } from "@/lib/format/amounts";
import type { PodFormValues } from "./pod-form-values";
import { useProblem } from "./problems-context";

/** The server to be on, found as one types; empty: the planner chooses. */
export function ServerField() {
  const { control } = useFormContext<PodFormValues>();
  const { field } = useController({ control, name: "server" });
  const problem = useProblem("server");
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed === field.value ? "" : typed);
  const { data, previousData, loading } = useQuery(ServerChoicesDocument, {
    variables: { search },
    fetchPolicy: "cache-and-network",
  });
  const servers = new Map((data ?? previousData)?.servers.nodes.map((server) => [server.name as string, server]));
  return (
    <Autocomplete
      size="small"
      options={[...servers.keys()]}
      filterOptions={(options) => options}
      value={field.value || null}
      isOptionEqualToValue={(option, value) => option === value}
      onChange={(_, value) => field.onChange(value ?? "")}
      onInputChange={(_, value) => setTyped(value)}
      onBlur={field.onBlur}
      loading={loading}
      noOptionsText="No such server"
      renderOption={({ key, ...props }, name) => {
        const server = servers.get(name);
        return (
          <li key={key} {...props}>
            <span>
              {name}
              <Typography variant="caption" component="div" sx={{ color: "text.secondary" }}>
                {server?.gpuModel && `${server.gpuModel} · `}
                {server?.status === "READY" ? `${describeAmounts(server.available)} available` : "not available now"}
              </Typography>
            </span>
          </li>
        );
      }}
      renderInput={(params) => (
        <TextField
          {...params}
          label="Server"
          placeholder="Best fit"
          error={problem !== null}
          helperText={problem ?? "Empty: the best fit is chosen"}
          slotProps={{ ...params.slotProps, inputLabel: { ...params.slotProps?.inputLabel, shrink: true } }}
        />
      )}
    />
  );
}
