import DoneIcon from "@mui/icons-material/CheckCircleOutlined";
import FailedIcon from "@mui/icons-material/ErrorOutlined";
import WaitingIcon from "@mui/icons-material/HourglassEmpty";
import PendingIcon from "@mui/icons-material/RadioButtonUnchecked";
import RunningIcon from "@mui/icons-material/Sync";
import UndoIcon from "@mui/icons-material/Undo";
import type { OperationKind, OperationState, StepState } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

const stepLooks: Record<StepState, StatusLook> = {
  PENDING: { word: "To do", tone: "default", icon: PendingIcon },
  RUNNING: { word: "Running", tone: "info", icon: RunningIcon },
  WAITING: { word: "Waiting", tone: "warning", icon: WaitingIcon },
  DONE: { word: "Done", tone: "success", icon: DoneIcon },
  FAILED: { word: "Failed", tone: "error", icon: FailedIcon },
  UNDOING: { word: "Undoing", tone: "warning", icon: UndoIcon },
  UNDONE: { word: "Undone", tone: "default", icon: UndoIcon },
};

const operationLooks: Record<OperationState, StatusLook> = {
  ...stepLooks,
  PENDING: { word: "Pending", tone: "default", icon: PendingIcon },
};

const kindNames: Record<OperationKind, string> = {
  CREATE_POD: "Create",
  UPDATE_POD: "Change",
  DELETE_POD: "Delete",
  HEAL: "Repair",
  CREATE_TEAM: "Create team",
  UPDATE_TEAM: "Change team",
  ARCHIVE_TEAM: "Archive team",
  ADD_NAMESPACE: "Add namespace",
  ADOPT_NAMESPACE: "Adopt namespace",
  KEEP_NAMESPACES: "Put in order the namespaces of",
  CREATE_PULL_SECRET: "Add a pull secret to",
  ROTATE_PULL_SECRET: "Rotate a pull secret of",
  DELETE_PULL_SECRET: "Delete a pull secret of",
  CORDON_SERVER: "Cordon",
  UNCORDON_SERVER: "Uncordon",
  DRAIN_SERVER: "Drain",
};

export function operationLook(state: OperationState): StatusLook {
  return operationLooks[state];
}

export function stepLook(state: StepState): StatusLook {
  return stepLooks[state];
}

/** `Create test-team/trainer`; what it is done to is left out where there is none. */
export function operationTitle(operation: {
  kind: OperationKind;
  namespace: string | null;
  name: string | null;
  team: string | null;
  server: string | null;
}): string {
  const { kind, namespace, name, team, server } = operation;
  if (server) return `${kindNames[kind]} ${server}`;
  if (team) return `${kindNames[kind]} ${namespace ?? team}`;
  if (!name) return kindNames[kind];
  return `${kindNames[kind]} ${namespace ? `${namespace}/${name}` : name}`;
}

/** Whether nothing more will happen. */
export function isOver(state: OperationState): boolean {
  return state === "DONE" || state === "FAILED" || state === "UNDONE";
}
