import type {
  NamespaceObject,
  NamespaceState,
  ObservedNamespaceObject,
} from "@resource-manager/domain/model/namespace-object";
import type { Team } from "@resource-manager/domain/model/team";
import type { ClusterAnswer, ObjectVersion } from "@resource-manager/domain/ports/cluster";
import { wantedObjects } from "@resource-manager/domain/rules/namespace-objects";

/** The namespaces of a cluster in memory, with the objects that keep them. Whatever is written through it is ours. */
export class FakeNamespaces {
  readonly #namespaces = new Map<string, Map<string, ObservedNamespaceObject>>();
  #counter = 0;
  /** Admission refuses objects of this kind with this message. */
  refuse: { readonly kind: NamespaceObject["kind"]; readonly message: string } | null = null;

  names(): readonly string[] {
    return [...this.#namespaces.keys()];
  }

  /** What its objects say, without uids and versions. */
  contents(name: string): readonly NamespaceObject[] {
    const objects = [...(this.#namespaces.get(name)?.values() ?? [])];
    return objects.map(({ kind, name: object, content }) => ({ kind, name: object, content }));
  }

  has(name: string): boolean {
    return this.#namespaces.has(name);
  }

  isOurs(name: string): boolean {
    return this.#namespaces.get(name)?.get(keyOf({ kind: "NAMESPACE", name }))?.mark === "OURS";
  }

  /** As somebody makes it with kubectl, or as it was before. */
  add(name: string, mark: ObservedNamespaceObject["mark"] = "NOBODY"): void {
    this.#namespaces.set(name, new Map());
    this.#store(name, { kind: "NAMESPACE", name, content: {} }, mark);
    this.#store(name, { kind: "SERVICE_ACCOUNT", name: "default", content: { mountsToken: "true" } }, "NOBODY");
  }

  /** Puts it in order, as an operation of that team does. */
  keep(team: Team, name: string): void {
    for (const object of wantedObjects(team, name)) {
      const there = this.#namespaces.get(name)?.get(keyOf(object)) ?? null;
      if (this.put(name, object, there).kind !== "ok") throw new Error(`${object.name} in ${name} was not taken`);
    }
  }

  delete(name: string): void {
    this.#namespaces.delete(name);
  }

  /** Somebody edits one object by hand; null: deletes it. */
  edit(namespace: string, object: Pick<NamespaceObject, "kind" | "name">, content: NamespaceObject["content"] | null) {
    const objects = this.#namespaces.get(namespace);
    const there = objects?.get(keyOf(object));
    if (!objects || !there) throw new Error(`there is no ${object.name} in ${namespace}`);
    if (content === null) objects.delete(keyOf(object));
    else this.#store(namespace, { ...there, content }, there.mark);
  }

  read(name: string): ClusterAnswer<NamespaceState> {
    const objects = this.#namespaces.get(name);
    const itself = objects?.get(keyOf({ kind: "NAMESPACE", name }));
    if (!objects || !itself) return { kind: "notFound" };
    return { kind: "ok", value: { name, uid: itself.uid, terminating: false, objects: [...objects.values()] } };
  }

  put(namespace: string, object: NamespaceObject, at: ObjectVersion | null): ClusterAnswer<null> {
    if (this.refuse?.kind === object.kind) {
      return { kind: "rejected", reason: "Forbidden", message: this.refuse.message, problems: [] };
    }
    const there = this.#namespaces.get(namespace)?.get(keyOf(object));
    if (at === null) {
      if (there) return { kind: "alreadyExists" };
      if (object.kind === "SERVICE_ACCOUNT") return { kind: "notFound" };
      if (object.kind === "NAMESPACE") this.add(namespace);
      if (!this.#namespaces.has(namespace)) return { kind: "notFound" };
    } else {
      if (!there) return { kind: "notFound" };
      const same = there.uid === at.uid && there.resourceVersion === at.resourceVersion;
      if (!same) return { kind: "conflict", message: "a newer version exists" };
    }
    this.#store(namespace, object, object.kind === "SERVICE_ACCOUNT" ? "NOBODY" : "OURS");
    return { kind: "ok", value: null };
  }

  remove(name: string, uid: string): ClusterAnswer<null> {
    const read = this.read(name);
    if (read.kind !== "ok") return { kind: "notFound" };
    if (read.value.uid !== uid) return { kind: "conflict", message: "another uid" };
    this.delete(name);
    return { kind: "ok", value: null };
  }

  removeSecret(namespace: string, name: string, uid: string): ClusterAnswer<null> {
    const objects = this.#namespaces.get(namespace);
    const there = objects?.get(keyOf({ kind: "PULL_SECRET", name }));
    if (!objects || !there) return { kind: "notFound" };
    if (there.uid !== uid) return { kind: "conflict", message: "another uid" };
    objects.delete(keyOf(there));
    return { kind: "ok", value: null };
  }

  #store(namespace: string, object: NamespaceObject, mark: ObservedNamespaceObject["mark"]): void {
    const objects = this.#namespaces.get(namespace);
    if (!objects) throw new Error(`there is no namespace ${namespace}`);
    const uid = objects.get(keyOf(object))?.uid ?? `object-${++this.#counter}`;
    const { kind, name, content } = object;
    const resourceVersion = String(++this.#counter);
    objects.set(keyOf(object), { kind, name, content, mark, uid, resourceVersion, writers: [] });
  }
}

function keyOf({ kind, name }: Pick<NamespaceObject, "kind" | "name">): string {
  return `${kind}/${name}`;
}
