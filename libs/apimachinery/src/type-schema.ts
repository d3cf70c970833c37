/**
 * The shape of a type, as data. One graph drives validation, unknown-field checks, strategic merge patch,
 * server-side apply, OpenAPI and protobuf. Built-in types come from the facts in libs/builtin-kinds; custom
 * resources build the same graph from their structural schema.
 */

/** Where the JSON value is a leaf. `any` is an untyped subtree (RawExtension, x-preserve-unknown-fields). */
export type ScalarType =
  | 'string'
  | 'integer'
  | 'int32'
  | 'number'
  | 'boolean'
  | 'bytes'
  | 'quantity'
  | 'int-or-string'
  | 'time'
  | 'micro-time'
  | 'fields-v1'
  | 'any';

export interface ScalarSchema {
  readonly kind: 'scalar';
  readonly type: ScalarType;
}

export interface ListSchema {
  readonly kind: 'list';
  readonly element: SchemaRef;
  /** Server-side apply: atomic is the default (KEP-555, "Lists"). */
  readonly listType: 'atomic' | 'set' | 'map';
  readonly mapKeys: readonly string[];
  /** Strategic merge patch: absent means replace. */
  readonly patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly patchMergeKey?: string;
}

export interface MapSchema {
  readonly kind: 'map';
  readonly value: SchemaRef;
  readonly atomic: boolean;
}

export interface FieldSchema {
  readonly schema: SchemaRef;
  /** Protobuf field number and Go pointer-ness, where the type has a protobuf form. */
  readonly protobuf?: number;
  readonly pointer?: boolean;
  readonly omitEmpty?: boolean;
  /** Published in OpenAPI. Enforced for custom resources only: built-in kinds say what they need in `validate`. */
  readonly required?: boolean;
  readonly default?: unknown;
  /** For people: `kubectl explain`. */
  readonly description?: string;
  readonly patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[];
}

export interface StructSchema {
  readonly kind: 'struct';
  /** `apps.v1.ReplicaSet`: stable name for OpenAPI and protobuf; absent for anonymous structs. */
  readonly name?: string;
  /** For people: `kubectl explain`. */
  readonly description?: string;
  /** By JSON name; Go-inlined structs are already flattened. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  readonly atomic: boolean;
  /** Keep fields that the schema does not name (custom resources). */
  readonly preserveUnknown?: boolean;
}

export type TypeSchema = ScalarSchema | ListSchema | MapSchema | StructSchema;

/** Types recurse (JSONSchemaProps), so children are reached through a call; it is memoised and cheap. */
export type SchemaRef = () => TypeSchema;
