import {
  absentImagePrefix,
  behaviourAnnotation,
  defaultDelayMs,
  delayAnnotation,
  restartBackOffSeconds,
} from "@resource-manager/laboratory/conventions";

/** jq functions over a pod, in front of every query: what CONVENTIONS.md says, once. */
const definitions = `
def annotation($key): .metadata.annotations[$key] // "";
def behaviour: annotation("${behaviourAnnotation}");
def delayMs($default):
  annotation("${delayAnnotation}")
  | if test("^[0-9]+ms$") then .[:-2] | tonumber
    elif test("^[0-9]+s$") then (.[:-1] | tonumber) * 1000
    else $default end;
def imageAbsent: any(.spec.containers[]; .image | split("/") | last | startswith("${absentImagePrefix}"));
def fate:
  behaviour as $b
  | if $b == "crash-loop" then "fail"
    elif ($b == "succeed" or $b == "fail" or $b == "oom" or $b == "evicted") then $b
    elif $b == "image-pull-back-off" or imageAbsent then "pull"
    elif .spec.containers[0].command == ["true"] then "succeed"
    elif .spec.containers[0].command == ["false"] then "fail"
    else "run" end;
def alive: .metadata.deletionTimestamp == null and (.status.phase == "Pending" or .status.phase == "Running");
def statuses: .status.containerStatuses // [];
def none: (statuses | length) == 0;
def running: (none | not) and all(statuses[]; .state.running != null);
def anyRunning: any(statuses[]; .state.running != null);
def waitsFor($reason): any(statuses[]; .state.waiting.reason == $reason);
def pulling: waitsFor("ErrImagePull") or waitsFor("ImagePullBackOff");
def condition($type): first(.status.conditions[]? | select(.type == $type)) // {};
def pairs: . as $pod | .spec.containers[] | . as $spec
  | {spec: $spec, status: first($pod.status.containerStatuses[]? | select(.name == $spec.name))};
def imageChanged: any(pairs; .spec.image != .status.image);
def resized: any(pairs; (.spec.resources // {}) != (.status.resources // {}));
def allocated: all(pairs; (.spec.resources.requests // {}) == (.status.allocatedResources // {}));
def resizing: condition("PodResizeInProgress").status == "True";
def refused: if behaviour == "resize-deferred" then "Deferred" elif behaviour == "resize-infeasible" then "Infeasible" else "" end;
def refusalShown: condition("PodResizePending") | .reason;
def refusalCurrent: refused == refusalShown and condition("PodResizePending").observedGeneration == .metadata.generation;
def settled: running and (imageChanged | not)
  and (if resized then refused != "" and refusalCurrent and (resizing | not) else refusalShown == null and (resizing | not) end);
def ready: condition("Ready").status == "True";
`
  .trim()
  .replace(/\s*\n\s*/g, " ");

const query = (expression: string): string => `${definitions} ${expression}`;

/** When each pod stage matches; no two of them at once. */
export const podQueries = {
  creating: query(`alive and none and fate != "pull" and behaviour == "slow-start"`),
  start: query(
    `alive and fate != "pull" and ((none and behaviour != "slow-start") or waitsFor("ContainerCreating") or pulling)`,
  ),
  pullFailed: query(`alive and fate == "pull" and (anyRunning | not) and (pulling | not)`),
  pullBackOff: query(`alive and fate == "pull" and waitsFor("ErrImagePull")`),
  imageChanged: query(`alive and running and imageChanged`),
  resizeRefused: query(
    `alive and running and (imageChanged | not) and resized and refused != "" and (refusalCurrent | not)`,
  ),
  resizeBegin: query(
    `alive and running and (imageChanged | not) and resized and refused == "" and ((allocated and resizing) | not)`,
  ),
  resizeFinish: query(
    `alive and running and (imageChanged | not) and resized and refused == "" and allocated and resizing`,
  ),
  resizeUndone: query(
    `alive and running and (imageChanged | not) and (resized | not) and (refusalShown != null or resizing)`,
  ),
  readyAgain: query(`alive and settled and (ready | not)`),
  exit: query(`alive and settled and ready and (fate == "succeed" or fate == "fail" or fate == "oom")`),
  evicted: query(`alive and settled and ready and fate == "evicted"`),
  restart: query(`alive and fate != "pull" and waitsFor("CrashLoopBackOff")`),
  stop: query(
    `.metadata.deletionTimestamp != null and .metadata.deletionGracePeriodSeconds > 0 and behaviour != "stuck-stop"`,
  ),
} as const;

/** How long each waits, as jq that yields a duration. */
export const podDelays = {
  start: query(
    `if waitsFor("ContainerCreating") and behaviour == "slow-start" then "\\(delayMs(${defaultDelayMs.slow}))ms" else "100ms" end`,
  ),
  soon: `"100ms"`,
  later: `"300ms"`,
  exit: query(`"\\(delayMs(${defaultDelayMs.run}))ms"`),
  restart: query(
    `([statuses[].restartCount] | max) as $n | ${JSON.stringify(restartBackOffSeconds)} | "\\(.[[$n, length - 1] | min])s"`,
  ),
  stop: query(
    `if behaviour == "slow-stop" then "\\([delayMs(${defaultDelayMs.slow}), .metadata.deletionGracePeriodSeconds * 1000] | min)ms" else "100ms" end`,
  ),
} as const;
