import { type ScalarType } from '#libs/apimachinery';
import { factsOf, type FieldFact, type TypeFact } from './facts.js';
import { leafType } from './leaf-types.js';

/** How a published type looks in protobuf: by field number. */
export interface ProtobufType {
  readonly name: string;
  readonly fields: ReadonlyMap<number, ProtobufField>;
}

export interface ProtobufField {
  readonly number: number;
  /** '' for an embedded struct (`inline`), whose fields belong to the object around it. */
  readonly jsonName: string;
  readonly value: ProtobufValue;
  readonly list: boolean;
  /** String keys: repeated entries {1: key, 2: value}. With `list`: the value is a message {1: repeated items}. */
  readonly map: boolean;
  /** A Go pointer: present means set, even when zero. */
  readonly pointer: boolean;
  /** With `pointer` false: a zero value on the wire is not part of the JSON. */
  readonly omitEmpty: boolean;
  readonly inline: boolean;
}

/**
 * `varint`, `bool` and `string` are leaves as such; the others have a message form of their own on the wire
 * (Quantity {1: string}, IntOrString {1: type, 2: int, 3: string}, Time {1: seconds, 2: nanos}, FieldsV1 {1: raw},
 * RawExtension {1: raw}), except `bytes`, which is base64 in JSON, and `duration` (meta.v1.Duration {1: nanoseconds}).
 */
export type ProtobufValue =
  | {
      readonly kind: 'varint' | 'bool' | 'string' | 'bytes' | 'double' | 'quantity' | 'int-or-string';
    }
  | { readonly kind: 'time' | 'micro-time' | 'fields-v1' | 'raw-extension' | 'duration' }
  | { readonly kind: 'message'; readonly message: () => ProtobufType };

const LEAF_KINDS: Readonly<Record<ScalarType, Exclude<ProtobufValue['kind'], 'message'>>> = {
  string: 'string',
  integer: 'varint',
  int32: 'varint',
  number: 'double',
  boolean: 'bool',
  bytes: 'bytes',
  quantity: 'quantity',
  'int-or-string': 'int-or-string',
  time: 'time',
  'micro-time': 'micro-time',
  'fields-v1': 'fields-v1',
  any: 'raw-extension',
};

const built = new Map<string, ProtobufType>();

/**
 * The protobuf form of a type, `core.v1.Pod`. Wire types follow from the value (the facts repeat mistakes of the
 * published tags, such as a varint string). Memoised; undefined for names without facts.
 */
export function protobufType(name: string): ProtobufType | undefined {
  const known = built.get(name);
  if (known) {
    return known;
  }
  const fact = factsOf(name);
  if (!fact) {
    return undefined;
  }
  const type: ProtobufType = { name, fields: fieldsByNumber(fact) };
  built.set(name, type);
  return type;
}

function fieldsByNumber(fact: TypeFact): ReadonlyMap<number, ProtobufField> {
  const fields = new Map<number, ProtobufField>();
  for (const [jsonName, field] of Object.entries(fact.fields)) {
    if (field.n !== undefined) {
      fields.set(field.n, protobufField(jsonName, field, field.n));
    }
  }
  for (const embedded of fact.inline ?? []) {
    if (embedded.n !== undefined) {
      fields.set(embedded.n, { ...protobufField('', { t: embedded.t }, embedded.n), inline: true });
    }
  }
  return fields;
}

function protobufField(jsonName: string, fact: FieldFact, number: number): ProtobufField {
  return {
    number,
    jsonName,
    value: valueOf(fact.t),
    list: fact.list ?? false,
    map: fact.map ?? false,
    pointer: fact.ptr ?? false,
    omitEmpty: fact.omitempty ?? false,
    inline: false,
  };
}

function valueOf(name: string): ProtobufValue {
  if (name === 'meta.v1.Duration') {
    return { kind: 'duration' };
  }
  const leaf = leafType(name);
  return leaf ? { kind: LEAF_KINDS[leaf] } : { kind: 'message', message: () => required(name) };
}

function required(name: string): ProtobufType {
  const type = protobufType(name);
  if (!type) {
    throw new Error(`no facts about the type ${name}`);
  }
  return type;
}
