import {
  parseApiVersion,
  type KubeObject,
  type ResourceDefinition,
  type ServedVersion,
  type StructSchema,
  type TableColumn,
  type Verb,
} from '#libs/apimachinery';
import { type Json } from './json.js';
import { builtinType } from './type-graph.js';
import { builtinTypeOf } from './type-names.js';

const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** What a row must say; the rest has the usual answer. */
export interface Row {
  /** `apps/v1`: where it is stored, and served first. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  readonly verbs?: readonly Verb[];
  /** Other groups and versions that serve the same objects. */
  readonly alsoServed?: readonly ServedVersion[];
  readonly subresources?: ResourceDefinition['subresources'];
  readonly columns: readonly TableColumn[];
  readonly fieldLabels?: ResourceDefinition['fieldLabels'];
  readonly nameRule?: ResourceDefinition['nameRule'];
  readonly applyDefaults?: ResourceDefinition['applyDefaults'];
  readonly validate?: ResourceDefinition['validate'];
  readonly prepare?: NonNullable<ResourceDefinition['prepare']>;
  /** Default `none`. */
  readonly generation?: ResourceDefinition['generation'];
  readonly deleteReturnsObject?: boolean;
  readonly defaultGraceSeconds?: NonNullable<ResourceDefinition['defaultGraceSeconds']>;
  /** The status of a new object: the counters that the API never leaves out. */
  readonly emptyStatus?: () => Json;
}

/** What most kinds answer. */
const USUAL = {
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ALL_VERBS,
  subresources: {},
  fieldLabels: {},
  custom: false,
  nameRule: 'dns-subdomain',
  validate: () => [],
  generation: 'none',
  deleteReturnsObject: false,
} as const;

/** A complete row from what is particular about a kind. */
export function defineResource(row: Row): ResourceDefinition {
  const { apiVersion, resource, alsoServed = [], emptyStatus, applyDefaults = nothing, ...particular } = row;
  return {
    ...USUAL,
    singular: row.kind.toLowerCase(),
    listKind: `${row.kind}List`,
    ...particular,
    storage: { group: parseApiVersion(apiVersion).group, resource },
    versions: [servedVersion(apiVersion, row.kind), ...alsoServed],
    applyDefaults: emptyStatus ? withEmptyStatus(applyDefaults, emptyStatus) : applyDefaults,
  };
}

/** One group and version of a kind; its schema is built when first asked for. */
export function servedVersion(
  apiVersion: string,
  kind: string,
  conversion: Omit<ServedVersion, 'group' | 'version' | 'schema'> = {},
): ServedVersion {
  return {
    ...parseApiVersion(apiVersion),
    ...conversion,
    get schema() {
      return schemaOf(apiVersion, kind);
    },
  };
}

/**
 * A beta that later versions of the kind have not changed and Kubernetes no longer serves: old clients know nothing newer
 * (kubectl 1.20 asks for it in `apply --prune`, `create cronjob` and for budgets).
 */
export function retiredVersion(apiVersion: string, modern: string, kind: string): ServedVersion {
  return {
    ...parseApiVersion(apiVersion),
    get schema() {
      return schemaOf(modern, kind);
    },
    deprecationWarning: `${apiVersion} ${kind} is deprecated; use ${modern} ${kind}`,
  };
}

function schemaOf(apiVersion: string, kind: string): StructSchema {
  const name = builtinTypeOf(apiVersion, kind);
  if (name === undefined) {
    throw new Error(`no facts about ${kind} in ${apiVersion}`);
  }
  return builtinType(name);
}

function withEmptyStatus(applyDefaults: (object: KubeObject) => void, emptyStatus: () => Json) {
  return (object: KubeObject): void => {
    applyDefaults(object);
    object['status'] ??= emptyStatus();
  };
}

function nothing(): void {
  // Kinds without defaults.
}
