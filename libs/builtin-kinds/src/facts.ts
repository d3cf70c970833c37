import { FIELDS_JSON } from './generated/fields.js';

/** One field as the published API describes it (data/kubernetes-fields.json; README of that data). */
export interface FieldFact {
  /** `core.v1.Container`, a Go basic type, or a leaf such as `resource.Quantity`. */
  readonly t: string;
  readonly ptr?: boolean;
  readonly list?: boolean;
  /** String keys. Together with `list`: a map of lists. */
  readonly map?: boolean;
  /** Protobuf field number. */
  readonly n?: number;
  readonly omitempty?: boolean;
  readonly optional?: boolean;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly structType?: 'atomic' | 'granular';
}

/** An embedded struct: in JSON its fields stand beside the others, in protobuf it is field `n`. */
interface InlineFact {
  readonly t: string;
  readonly n?: number;
  readonly go: string;
}

export interface TypeFact {
  readonly fields: Readonly<Record<string, FieldFact>>;
  readonly inline?: readonly InlineFact[];
}

let parsed: Readonly<Record<string, TypeFact>> | undefined;

function facts(): Readonly<Record<string, TypeFact>> {
  parsed ??= JSON.parse(FIELDS_JSON) as Record<string, TypeFact>;
  return parsed;
}

/** What is known of a type such as `apps.v1.ReplicaSet`; undefined for leaves and for types left out. */
export function factsOf(name: string): TypeFact | undefined {
  return Object.hasOwn(facts(), name) ? facts()[name] : undefined;
}

/** Every type that has facts, sorted. */
export function builtinTypeNames(): readonly string[] {
  return Object.keys(facts());
}

/** Types with ObjectMeta that are parts of other objects and so have no apiVersion and kind. */
const TEMPLATES: ReadonlySet<string> = new Set([
  'core.v1.PodTemplateSpec',
  'core.v1.PersistentVolumeClaimTemplate',
  'batch.v1.JobTemplateSpec',
]);

/** Kinds without metadata (the facts leave TypeMeta out, so it has to be told). */
const BARE_KINDS = /^(meta\.v1\.[A-Za-z]+Options|core\.v1\.([A-Za-z]+Options|SerializedReference))$/;
const NOT_KINDS = /^core\.v1\.(SELinuxOptions|WindowsSecurityContextOptions)$/;

/** Whether objects of this type carry `apiVersion` and `kind`. */
export function isKind(name: string): boolean {
  if (BARE_KINDS.test(name)) {
    return !NOT_KINDS.test(name);
  }
  const meta = factsOf(name)?.fields['metadata']?.t;
  return (meta === 'meta.v1.ObjectMeta' || meta === 'meta.v1.ListMeta') && !TEMPLATES.has(name);
}
