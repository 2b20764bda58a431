"use client";
import PastIcon from "@mui/icons-material/CheckCircleOutlined";
import NowIcon from "@mui/icons-material/HourglassEmpty";
import AheadIcon from "@mui/icons-material/RadioButtonUnchecked";
import TroubleIcon from "@mui/icons-material/WarningAmber";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { formatClock } from "@/lib/format/time";
import { Exact } from "@/ui/exact";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { type KnownLife, type Moment, podLife } from "./pod-life";

const looks = {
  past: { icon: PastIcon, color: "success", word: "Done" },
  trouble: { icon: TroubleIcon, color: "warning", word: "Trouble" },
  now: { icon: NowIcon, color: "info", word: "Under way" },
  ahead: { icon: AheadIcon, color: "disabled", word: "To come" },
} as const;

/** A pod's life as a line of moments: what was, what it waits for now, and what is to come. */
export function PodLifeSection({ known }: { known: KnownLife }) {
  const moments = podLife(known);
  return (
    <Section title="Its life">
      <Box component="ol" aria-label="Its life" tabIndex={0} sx={listStyle}>
        {moments.map((moment, index) => (
          <MomentLine
            key={`${moment.title} ${moment.at} ${moment.detail}`}
            moment={moment}
            last={index === moments.length - 1}
          />
        ))}
      </Box>
    </Section>
  );
}

function MomentLine({ moment: { title, detail, at, kind }, last }: { moment: Moment; last: boolean }) {
  const { icon: Icon, color, word } = looks[kind];
  return (
    <Box component="li" sx={{ display: "flex", gap: 1.5 }} {...(kind === "now" && { "aria-current": "step" })}>
      <Stack sx={{ alignItems: "center" }}>
        <Icon fontSize="small" color={color} titleAccess={word} />
        {!last && <Box sx={{ flexGrow: 1, width: "2px", bgcolor: "divider", my: 0.25 }} />}
      </Stack>
      <Box sx={{ flexGrow: 1, minWidth: 0, pb: last ? 0 : 1.25 }}>
        <Stack direction="row" sx={{ justifyContent: "space-between", gap: 1 }}>
          <Typography variant="body2" sx={{ fontWeight: kind === "now" ? 600 : 500, ...(kind === "ahead" && muted) }}>
            {title}
          </Typography>
          {at && (
            <Typography variant="body2" component="span" sx={{ ...muted, whiteSpace: "nowrap" }}>
              <Exact text={formatClock(new Date(at))} exact={formatClock(new Date(at))} /> · <RelativeTime time={at} />
            </Typography>
          )}
        </Stack>
        {detail && (
          <Typography variant="body2" sx={{ ...muted, overflowWrap: "anywhere" }}>
            {detail}
          </Typography>
        )}
      </Box>
    </Box>
  );
}

const muted = { color: "text.secondary" };
const listStyle = { listStyle: "none", m: 0, p: 0, maxHeight: 480, overflow: "auto" };
