"use client";
import { useQuery } from "@apollo/client/react";
import CopyIcon from "@mui/icons-material/ContentCopy";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { PodTextsFragmentDoc, PodToEditFragmentDoc, PodYamlDocument } from "@/gql/graphql";
import { CodeBlock } from "@/ui/code-block";
import { Section } from "@/ui/section";
import { ErrorState, Placeholder } from "@/ui/states";
import { useCopy } from "@/ui/use-copy";
import { toCreateInput, valuesOf } from "../form/pod-form-values";
import { createPodText } from "./graphql-text";

/** The pod as text to copy: the mutation that makes one like it, and the cluster's object. */
export function PodTexts({ pod }: { pod: FragmentType<typeof PodTextsFragmentDoc> }) {
  const [kind, setKind] = useState<"graphql" | "yaml">("graphql");
  const facts = unmask(PodTextsFragmentDoc, pod);
  const choice = (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label="As"
      value={kind}
      onChange={(_, chosen: typeof kind | null) => chosen && setKind(chosen)}
      sx={{ "& .MuiToggleButton-root": { color: "text.primary", py: 0.25, px: 1.25 } }}
    >
      <ToggleButton value="graphql">GraphQL</ToggleButton>
      <ToggleButton value="yaml">YAML</ToggleButton>
    </ToggleButtonGroup>
  );
  return (
    <Section title="To copy" beside={choice}>
      {kind === "graphql" ? <AsGraphQL pod={facts} /> : <AsYaml {...facts} />}
    </Section>
  );
}

function AsGraphQL({ pod }: { pod: FragmentType<typeof PodToEditFragmentDoc> }) {
  const wish = unmask(PodToEditFragmentDoc, pod);
  // Where it is now is the planner's choice, and would be made anew.
  const text = createPodText(toCreateInput({ ...valuesOf(wish), server: "" }));
  const note = wish.envNames.length > 0 ? "Fill in the values of its variables: they are not shown." : null;
  return <Copied label="As GraphQL" what="The mutation" text={text} note={note} />;
}

/** Asked of the cluster when somebody wants it. */
function AsYaml({ namespace, name }: { namespace: string; name: string }) {
  const { data, error, refetch } = useQuery(PodYamlDocument, {
    variables: { namespace, name },
    fetchPolicy: "no-cache",
  });
  if (error) return <ErrorState error={error} retry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <Placeholder lines={5} />;
  if (!data.pod?.yaml) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        The cluster has no such object now, or cannot be asked.
      </Typography>
    );
  }
  return <Copied label="As YAML" what="The object" text={data.pod.yaml} note="Values of variables are not shown." />;
}

function Copied({ label, what, text, note }: Record<"label" | "what" | "text", string> & { note: string | null }) {
  const copy = useCopy();
  return (
    <Stack sx={{ gap: 1 }}>
      <CodeBlock label={label} text={text} />
      <Stack direction="row" sx={{ alignItems: "center", gap: 1 }}>
        <Button size="small" startIcon={<CopyIcon />} onClick={() => copy(text, what)}>
          Copy
        </Button>
        <Box sx={{ typography: "body2", color: "text.secondary" }}>{note}</Box>
      </Stack>
    </Stack>
  );
}
