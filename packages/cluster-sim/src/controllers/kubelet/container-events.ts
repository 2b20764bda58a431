import type { Pod } from "../../objects/pod.ts";
import type { KubeletContext, StepEvent } from "./step.ts";

export const alreadyPresent = (): "present" => "present";

export function startEvents(pod: Pod, pullImage: KubeletContext["pullImage"]): StepEvent[] {
  return pod.spec.containers.flatMap(({ name, image = "" }) => {
    const say = (reason: string, message: string): StepEvent => ({ type: "Normal", reason, message, container: name });
    const pull =
      pullImage(image) === "present"
        ? [say("Pulled", `Container image "${image}" already present on machine`)]
        : [say("Pulling", `Pulling image "${image}"`), say("Pulled", `Successfully pulled image "${image}"`)];
    return [...pull, say("Created", "Container created"), say("Started", "Container started")];
  });
}

export function killingEvents(pod: Pod, why?: string): StepEvent[] {
  return pod.spec.containers.map(({ name }) => ({
    type: "Normal" as const,
    reason: "Killing",
    message: why === undefined ? `Stopping container ${name}` : `Container ${name} ${why}`,
    container: name,
  }));
}

export function aboutFirstContainer(pod: Pod): { container?: string } {
  const name = pod.spec.containers[0]?.name;
  return name === undefined ? {} : { container: name };
}
