import { type GroupResource, type KubeObject } from './object.js';
import { type StatusCause } from './status-error.js';
import { type StructSchema } from './type-schema.js';

/** A kind is a row: everything that the API server needs to serve a resource type. */
export interface ResourceDefinition {
  /** Identity in storage, errors and authorization: `{group:'apps', resource:'replicasets'}`. */
  readonly storage: GroupResource;
  readonly kind: string;
  /** Default `<kind>List`. */
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  /** The first is the storage version. A row may be served in more than one group (extensions/v1beta1). */
  readonly versions: readonly [ServedVersion, ...ServedVersion[]];
  readonly subresources: Subresources;
  readonly columns: readonly TableColumn[];
  /** Field selectors beyond metadata.name and metadata.namespace: label -> value of a storage-version object. */
  readonly fieldLabels: Readonly<Record<string, (object: KubeObject) => string>>;
  /** Custom resources accept no strategic merge patch (415). */
  readonly custom: boolean;
  /** Resource names are DNS labels, DNS subdomains (default) or path segments (RBAC). */
  readonly nameRule: 'dns-label' | 'dns-1035-label' | 'dns-subdomain' | 'path-segment';
  /** Fills defaults into a storage-version object, in place. */
  readonly applyDefaults: (object: KubeObject) => void;
  /** All causes at once. `old` is the stored object on update. Metadata is checked by the server. */
  readonly validate: (object: KubeObject, old: KubeObject | undefined) => StatusCause[];
  /** Sets what the server owns when an object is created or changed (type-specific; default: nothing). */
  readonly prepare?: (object: KubeObject, old: KubeObject | undefined) => void;
  /** Fields outside metadata and status whose change raises metadata.generation; default: all. `none`: kinds without generation. */
  readonly generation: 'spec' | 'none';
  /** True: DELETE answers with the object, not a Status (services, pods, namespaces). */
  readonly deleteReturnsObject: boolean;
  /** Pods: grace seconds that DELETE sets when the client gives none; 0 elsewhere. */
  readonly defaultGraceSeconds?: (object: KubeObject) => number;
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** One group and version under which a row is served. */
export interface ServedVersion {
  readonly group: string;
  readonly version: string;
  /** The struct of this version's object. */
  readonly schema: StructSchema;
  /** Converts in place between this version and the storage version, `apiVersion` included; absent where only apiVersion differs. */
  readonly toStorage?: (object: KubeObject) => void;
  readonly fromStorage?: (object: KubeObject) => void;
  /** Names of this version for `fieldLabels` of the kind: what it calls them, what they are called there. */
  readonly fieldAliases?: Readonly<Record<string, string>>;
  /** Shown to the client as a `Warning: 299` header. */
  readonly deprecationWarning?: string;
}

export interface Subresources {
  readonly status?: true;
  readonly scale?: ScalePaths;
  /** Namespaces: PUT .../finalize. */
  readonly finalize?: true;
}

/** Dotted paths into the storage-version object, as in CustomResourceSubresourceScale. */
export interface ScalePaths {
  readonly specReplicas: string;
  readonly statusReplicas: string;
  /** Where the label selector is: a LabelSelector object or (CRDs) a string. */
  readonly selector?: string;
}

export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** 0 always shown, 1 with -o wide. */
  readonly priority: 0 | 1;
  /** `now` in ms since the epoch, for ages. */
  readonly value: (object: KubeObject, now: number) => string | number | boolean;
}
