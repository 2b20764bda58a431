"use client";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { podLook } from "@/features/pods/pod-looks";
import { serverLook } from "@/features/servers/server-looks";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { OverviewCountsFragmentDoc } from "@/gql/graphql";
import { formatCount } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import type { StatusLook } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";

interface CountsProps {
  readonly overview: FragmentType<typeof OverviewCountsFragmentDoc>;
}

/** How many servers there are in each state; each leads to them. */
export function ServerCounts({ overview }: CountsProps) {
  const { serversByStatus } = unmask(OverviewCountsFragmentDoc, overview);
  return (
    <Counts
      counts={serversByStatus.map(({ status, count }) => ({
        look: serverLook(status),
        count,
        href: paths.servers({ status }),
      }))}
      none="No servers"
    />
  );
}

/** How many pods there are in each state; each leads to them. */
export function PodCounts({ overview }: CountsProps) {
  const { podsByStatus } = unmask(OverviewCountsFragmentDoc, overview);
  return (
    <Counts
      counts={podsByStatus.map(({ status, count }) => ({ look: podLook(status), count, href: paths.pods({ status }) }))}
      none="No pods yet"
    />
  );
}

function Counts({
  counts,
  none,
}: {
  counts: readonly { look: StatusLook; count: number; href: string }[];
  none: string;
}) {
  const some = counts.filter(({ count }) => count > 0);
  if (some.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {none}
      </Typography>
    );
  }
  return (
    <Stack component="ul" sx={{ m: 0, p: 0, listStyle: "none", gap: 1 }}>
      {some.map(({ look: { word, tone, icon: Icon }, count, href }) => (
        <Stack key={word} component="li" direction="row" sx={{ alignItems: "center", gap: 1 }}>
          <Icon aria-hidden fontSize="small" color={tone === "default" ? "disabled" : tone} />
          <TextLink href={href} color="inherit" variant="body2">
            {word}
          </TextLink>
          <Box sx={{ flexGrow: 1 }} />
          <Typography sx={{ fontWeight: 600 }}>{formatCount(count)}</Typography>
        </Stack>
      ))}
    </Stack>
  );
}
