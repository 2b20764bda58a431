import { absentImagePrefix, behaviourAnnotation } from "@resource-manager/laboratory/conventions";

/**
 * Go templates of the status a pod gets in each stage. They yield JSON (a comma too many is fine: kwok reads it as YAML).
 * kwok sees the pod as `.`; `toJson`, `dict`, `sha256sum` … are sprig's functions.
 */

/** Opens every template: the time, the generation, and what the status says so far. */
const opening = `{{- $pod := . -}}{{- $now := Now -}}{{- $generation := default 1 .metadata.generation -}}
{{- $statuses := default list .status.containerStatuses -}}{{- $conditions := default list .status.conditions -}}`;

/** A condition; its lastTransitionTime stays where the status stays. */
function condition(type: string, status: "True" | "False", reason = "", message = ""): string {
  const text = (value: string): string => (value === "" ? "null" : JSON.stringify(value));
  return `{{- $since := $now -}}{{- range $x := $conditions -}}{{- if and (eq $x.type "${type}") (eq $x.status "${status}") -}}{{- $since = $x.lastTransitionTime -}}{{- end -}}{{- end -}}
{"type":"${type}","status":"${status}","reason":${text(reason)},"message":${text(message)},"lastTransitionTime":{{ toJson $since }},"observedGeneration":{{ toJson $generation }}}`;
}

const noCondition = (type: string): string => `{"type":"${type}","$patch":"delete"}`;
const notReady = (reason: string): string[] => [
  condition("Ready", "False", reason),
  condition("ContainersReady", "False", reason),
];
const allReady = [condition("Ready", "True"), condition("ContainersReady", "True")];
const begun = [condition("PodReadyToStartContainers", "True"), condition("Initialized", "True")];

/** `body` once per container of the spec, with `$c` (its spec), `$old` (its status so far, or an empty dict) and `$restarts`. */
function eachContainer(body: string, specs = ".spec.containers", statuses = "$statuses"): string {
  return `[{{- range $c := ${specs} -}}{{- $old := dict -}}{{- range $s := ${statuses} -}}{{- if eq $s.name $c.name -}}{{- $old = $s -}}{{- end -}}{{- end -}}
{{- $restarts := int (toString (default 0 $old.restartCount)) -}}{{- $state := default dict $old.state -}}${body},{{- end -}}]`;
}

const kept = "{{ toJson $old }}";
const identity = (restarts: string): string =>
  `"name":{{ toJson $c.name }},"image":{{ toJson $c.image }},"imageID":{{ toJson (printf "%s@sha256:%s" (regexReplaceAll ":[^/:]*$" $c.image "") (sha256sum $c.image)) }},
"containerID":{{ toJson (printf "containerd://%s" (sha256sum (printf "%s/%s/%v" $pod.metadata.uid $c.name ${restarts}))) }}`;
const resources = `"resources":{{ toJson (default dict $c.resources) }},"allocatedResources":{{ toJson (default dict (get (default dict $c.resources) "requests")) }}`;
const oldResources = `{{ with $old.resources }}"resources":{{ toJson . }},{{ end }}{{ with $old.allocatedResources }}"allocatedResources":{{ toJson . }},{{ end }}`;
const oldLastState = `{{ with $old.lastState }}"lastState":{{ toJson . }},{{ end }}`;

function runningContainer(restarts: string, lastState: string): string {
  return `{${identity(restarts)},"ready":true,"started":true,"restartCount":{{ ${restarts} }},${lastState}"state":{"running":{"startedAt":{{ toJson $now }}}},${resources}}`;
}

function waitingContainer(reason: string, message: string, lastState = oldLastState): string {
  return `{"name":{{ toJson $c.name }},"image":{{ toJson $c.image }},"imageID":{{ toJson (default "" $old.imageID) }},"containerID":{{ toJson (default "" $old.containerID) }},
"ready":false,"started":false,"restartCount":{{ $restarts }},${lastState}${oldResources}"state":{"waiting":{"reason":"${reason}","message":${message}}}}`;
}

/** The end of the container that runs now. `exit`: its exitCode and reason, as JSON. */
function terminated(exit: string): string {
  return `{"terminated":{${exit},"startedAt":{{ toJson (default $now (get (default dict $state.running) "startedAt")) }},"finishedAt":{{ toJson $now }},"containerID":{{ toJson (default "" $old.containerID) }}}}`;
}
function endedContainer(exit: string): string {
  return `{"name":{{ toJson $c.name }},"image":{{ toJson (default $c.image $old.image) }},"imageID":{{ toJson (default "" $old.imageID) }},"containerID":{{ toJson (default "" $old.containerID) }},
"ready":false,"started":false,"restartCount":{{ $restarts }},${oldLastState}${oldResources}"state":${terminated(exit)}}`;
}
const completed = `"exitCode":0,"reason":"Completed"`;

const addresses = `"hostIP":{{ toJson (NodeIPWith .spec.nodeName) }},"hostIPs":[{"ip":{{ toJson (NodeIPWith .spec.nodeName) }}}],
{{- $ip := default "" .status.podIP -}}{{- if not $ip -}}{{- $ip = PodIPWith .spec.nodeName (default false .spec.hostNetwork) .metadata.uid .metadata.name .metadata.namespace -}}{{- end -}}
"podIP":{{ toJson $ip }},"podIPs":[{"ip":{{ toJson $ip }}}]`;
const startTime = `"startTime":{{ toJson (default $now .status.startTime) }}`;

/** Init containers are done at once; sidecars run on. */
const initContainers = `{{- if .spec.initContainers -}}"initContainerStatuses":${eachContainer(
  `{{- if eq (default "" $c.restartPolicy) "Always" -}}${runningContainer("$restarts", "")}{{- else -}}{${identity("$restarts")},"ready":true,"started":false,"restartCount":0,"state":{"terminated":{${completed},"startedAt":{{ toJson $now }},"finishedAt":{{ toJson $now }}}},${resources}}{{- end -}}`,
  ".spec.initContainers",
  "(default list .status.initContainerStatuses)",
)},{{- end -}}`;

function status(parts: readonly string[]): string {
  return `${opening}{"observedGeneration":{{ toJson $generation }},${parts.join(",")}}`;
}
const conditions = (list: readonly string[]): string => `"conditions":[${list.join(",")}]`;
const containers = (body: string): string => `"containerStatuses":${eachContainer(body)}`;

const pullError = `{{ toJson (printf "failed to pull and unpack image %q: not found" $c.image) }}`;
const pullBackOff = `{{ toJson (printf "Back-off pulling image %q" $c.image) }}`;

export const creating = status([
  `"phase":"Pending"`,
  startTime,
  `"hostIP":{{ toJson (NodeIPWith .spec.nodeName) }}`,
  containers(waitingContainer("ContainerCreating", `""`)),
  conditions([...begun, ...notReady("ContainersNotReady")]),
]);

/** The first start, and every later one: a container that has run before counts as restarted. */
export const start = status([
  `"phase":"Running"`,
  startTime,
  addresses,
  `${initContainers}${containers(
    `{{- if $state.running -}}${kept}{{- else -}}{{- if $old.lastState -}}{{- $restarts = add $restarts 1 -}}{{- end -}}${runningContainer("$restarts", oldLastState)}{{- end -}}`,
  )}`,
  conditions([...begun, ...allReady]),
]);

/** The phase stays Running where containers have run before. */
export const pullFailed = status([
  startTime,
  `"hostIP":{{ toJson (NodeIPWith .spec.nodeName) }}`,
  containers(waitingContainer("ErrImagePull", pullError)),
  conditions([...begun, ...notReady("ContainersNotReady")]),
]);

export const pullBackedOff = status([
  containers(
    `{{- if $state.running -}}${kept}{{- else -}}${waitingContainer("ImagePullBackOff", pullBackOff)}{{- end -}}`,
  ),
]);

const afterKill = `"lastState":${terminated(completed)},`;
/** Containers whose image changed are started anew, or wait for an image that is absent. */
export const imageChanged = `${opening}{{- $wait := false -}}{{- $containers := list -}}
{{- range $c := .spec.containers -}}{{- range $s := $statuses -}}{{- if and (eq $s.name $c.name) (ne $s.image $c.image) (hasPrefix "${absentImagePrefix}" (base $c.image)) -}}{{- $wait = true -}}{{- end -}}{{- end -}}{{- end -}}
{"observedGeneration":{{ toJson $generation }},${containers(
  `{{- if eq (default "" $old.image) $c.image -}}${kept}{{- else if hasPrefix "${absentImagePrefix}" (base $c.image) -}}${waitingContainer("ErrImagePull", pullError, afterKill)}{{- else -}}{{- $restarts = add $restarts 1 -}}${runningContainer("$restarts", afterKill)}{{- end -}}`,
)},"conditions":[{{- if $wait -}}${notReady("ContainersNotReady").join(",")}{{- else -}}${allReady.join(",")}{{- end -}}]}`;

export const resizeRefused = status([
  conditions([
    noCondition("PodResizeInProgress"),
    `{{- if eq (get .metadata.annotations "${behaviourAnnotation}") "resize-deferred" -}}
${condition("PodResizePending", "True", "Deferred", "Node didn't have enough resource")}
{{- else -}}
${condition("PodResizePending", "True", "Infeasible", "Node didn't have enough capacity")}
{{- end -}}`,
  ]),
]);

const requests = `(default dict (get (default dict $c.resources) "requests"))`;

export const resizeBegin = status([
  containers(`{{ toJson (set (omit $old "allocatedResources") "allocatedResources" ${requests}) }}`),
  conditions([noCondition("PodResizePending"), condition("PodResizeInProgress", "True")]),
]);

/** The end of a resize; and of one that was given up by putting the spec back. */
export const resizeFinish = status([
  containers(
    `{{ toJson (set (set (omit $old "allocatedResources" "resources") "allocatedResources" ${requests}) "resources" (default dict $c.resources)) }}`,
  ),
  conditions([noCondition("PodResizePending"), noCondition("PodResizeInProgress")]),
]);

export const readyAgain = status([conditions([...begun, ...allReady])]);

const ends = (reason: string): string =>
  [condition("Initialized", "True", "PodCompleted"), ...notReady(reason)].join(",");

/** All containers exit once; what follows is the restart policy's business. */
export const exit = `${opening}{{- $behaviour := default "" (get (default dict .metadata.annotations) "${behaviourAnnotation}") -}}
{{- $command := join " " (default list (first .spec.containers).command) -}}{{- $policy := default "Always" .spec.restartPolicy -}}
{{- $code := 1 -}}{{- $reason := "Error" -}}
{{- if eq $behaviour "oom" -}}{{- $code = 137 -}}{{- $reason = "OOMKilled" -}}
{{- else if or (eq $behaviour "succeed") (and (eq $command "true") (not (has $behaviour (list "fail" "crash-loop")))) -}}{{- $code = 0 -}}{{- $reason = "Completed" -}}{{- end -}}
{"observedGeneration":{{ toJson $generation }},
{{- if or (eq $policy "Never") (and (eq $policy "OnFailure") (eq $code 0)) -}}
"phase":{{ if eq $code 0 }}"Succeeded"{{ else }}"Failed"{{ end }},${containers(endedContainer(`"exitCode":{{ $code }},"reason":{{ toJson $reason }}`))},
"conditions":[{{- if eq $code 0 -}}${ends("PodCompleted")}{{- else -}}${ends("PodFailed")}{{- end -}}]
{{- else -}}
${containers(
  waitingContainer(
    "CrashLoopBackOff",
    `{{ toJson (printf "back-off restarting failed container=%s pod=%s_%s(%s)" $c.name $pod.metadata.name $pod.metadata.namespace $pod.metadata.uid) }}`,
    `"lastState":${terminated(`"exitCode":{{ $code }},"reason":{{ toJson $reason }}`)},`,
  ),
)},"conditions":[${notReady("ContainersNotReady").join(",")}]
{{- end -}}}`;

export const evicted = status([
  `"phase":"Failed"`,
  `"reason":"Evicted"`,
  `"message":"The node was low on resource: memory."`,
  containers(endedContainer(`"exitCode":137,"reason":"Error"`)),
  conditions([condition("DisruptionTarget", "True", "TerminationByKubelet"), ...notReady("PodFailed")]),
]);

/** Before the object goes: what ran obeyed SIGTERM; what waited to be restarted had failed; what never ran stays Pending. */
export const stop = status([
  `{{- $running := true -}}{{- range $s := $statuses -}}{{- if not (get (default dict $s.state) "running") -}}{{- $running = false -}}{{- end -}}{{- end -}}
{{- if eq .status.phase "Running" -}}"phase":{{ if $running }}"Succeeded"{{ else }}"Failed"{{ end }},"conditions":[${notReady("PodCompleted").join(",")}],{{- end -}}
${containers(`{{- if $state.running -}}${endedContainer(completed)}{{- else -}}${kept}{{- end -}}`)}`,
]);
