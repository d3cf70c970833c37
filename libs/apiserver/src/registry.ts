import {
  formatGroupResource,
  type GroupResource,
  type GroupVersion,
  type ResourceDefinition,
  type ServedVersion,
} from '#libs/apimachinery';

/** A resource under one of the groups and versions that serve it. */
export interface ServedResource {
  readonly definition: ResourceDefinition;
  readonly served: ServedVersion;
}

/** Which resources are served. Mutable: custom resource definitions come and go. */
export interface ResourceRegistry {
  /** Rises with every change: what caches of discovery and OpenAPI compare. */
  readonly revision: number;
  /** In the order they were added. */
  definitions(): readonly ResourceDefinition[];
  find(group: string, version: string, resource: string): ServedResource | undefined;
  byStorage(resource: GroupResource): ResourceDefinition | undefined;
  byKind(group: string, version: string, kind: string): ServedResource | undefined;
  /** Groups and versions in the order of preference (the order of definitions). */
  groupVersions(): readonly GroupVersion[];
  /** Adds a row, or replaces the one of the same storage identity. */
  set(definition: ResourceDefinition): void;
  remove(resource: GroupResource): void;
}

interface Index {
  readonly byPath: ReadonlyMap<string, ServedResource>;
  readonly byKind: ReadonlyMap<string, ServedResource>;
  readonly groupVersions: readonly GroupVersion[];
}

function buildIndex(definitions: Iterable<ResourceDefinition>): Index {
  const byPath = new Map<string, ServedResource>();
  const byKind = new Map<string, ServedResource>();
  const groupVersions = new Map<string, GroupVersion>();
  const rows = [...definitions];
  for (const definition of rows) {
    for (const served of definition.versions) {
      const prefix = `${served.group}/${served.version}`;
      const entry = { definition, served };
      byPath.set(`${prefix}/${definition.storage.resource}`, entry);
      byKind.set(`${prefix}/${definition.kind}`, entry);
    }
  }
  // Storage versions come first: clients take a group named earlier for the preferred one (networking.k8s.io, not extensions).
  for (const { group, version } of [
    ...rows.map((row) => row.versions[0]),
    ...rows.flatMap((row) => row.versions),
  ])
    groupVersions.set(`${group}/${version}`, { group, version });
  return { byPath, byKind, groupVersions: [...groupVersions.values()] };
}

/** A registry that starts with `rows`. */
export function createRegistry(rows: readonly ResourceDefinition[] = []): ResourceRegistry {
  const definitions = new Map(rows.map((row) => [formatGroupResource(row.storage), row]));
  let index = buildIndex(definitions.values());
  let list: readonly ResourceDefinition[] = [...definitions.values()];
  let revision = 1;
  const changed = (): void => {
    index = buildIndex(definitions.values());
    list = [...definitions.values()];
    revision += 1;
  };
  return {
    get revision() {
      return revision;
    },
    definitions: () => list,
    find: (group, version, resource) => index.byPath.get(`${group}/${version}/${resource}`),
    byStorage: (resource) => definitions.get(formatGroupResource(resource)),
    byKind: (group, version, kind) => index.byKind.get(`${group}/${version}/${kind}`),
    groupVersions: () => index.groupVersions,
    set(definition) {
      definitions.set(formatGroupResource(definition.storage), definition);
      changed();
    },
    remove(resource) {
      if (definitions.delete(formatGroupResource(resource))) changed();
    },
  };
}
