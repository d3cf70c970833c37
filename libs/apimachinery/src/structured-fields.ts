import { asMember, type FieldSet, formatElement, MEMBER } from './field-set.js';
import { isJsonObject, type JsonObject } from './json.js';
import { StatusError } from './status-error.js';
import {
  indexList,
  type MaybeSchema,
  mergesObjects,
  mergingList,
  structField,
  valueSchema,
} from './structured-type.js';
import { type ListSchema, type StructSchema } from './type-schema.js';

/**
 * The fields that an applied configuration names, and so claims (KEP-555). Throws BadRequest when items of a keyed list
 * lack their keys or two items are the same. An empty map or list is claimed as such, so that applying it twice changes
 * nothing the second time.
 */
export function appliedFields(applied: object, schema: StructSchema): FieldSet {
  return nodeOf(applied, schema, { strict: true, everyNode: false, path: '' });
}

/** Every node below a value, for what appears or disappears as a whole. */
export function allFields(value: unknown, schema: MaybeSchema): FieldSet {
  return asMember(nodeOf(value, schema, { strict: false, everyNode: true, path: '' }));
}

interface Walk {
  /** Refuse malformed lists; otherwise they count as one value. */
  readonly strict: boolean;
  /** Claim structs and lists on the way too, not only leaves, map entries and list items. */
  readonly everyNode: boolean;
  readonly path: string;
}

function nodeOf(value: unknown, schema: MaybeSchema, walk: Walk): FieldSet {
  if (isJsonObject(value) && mergesObjects(schema)) return objectNode(value, schema, walk);
  const list = mergingList(schema);
  if (list !== undefined && Array.isArray(value)) return listNode(value as unknown[], list, walk);
  return MEMBER;
}

function objectNode(value: JsonObject, schema: MaybeSchema, walk: Walk): FieldSet {
  const children: Record<string, FieldSet> = {};
  for (const key of Object.keys(value)) {
    const child = value[key];
    if (child === undefined || (walk.everyNode && child === null)) continue;
    const node = nodeOf(child, valueSchema(schema, key), below(walk, key));
    const named = structField(schema, key) !== undefined && !walk.everyNode;
    children[`f:${key}`] = named ? node : asMember(node);
  }
  return children;
}

function listNode(items: readonly unknown[], schema: ListSchema, walk: Walk): FieldSet {
  const index = indexList(items, schema);
  if (index === undefined) {
    if (walk.strict) throw malformedList(walk.path, schema);
    return MEMBER;
  }
  const element = schema.element();
  const children: Record<string, FieldSet> = {};
  for (const [key, item] of index) {
    const node = schema.listType === 'map' ? nodeOf(item, element, inside(walk, key)) : MEMBER;
    children[key] = asMember(node);
  }
  return children;
}

/** As `below`, for an item of a keyed list. */
function inside(walk: Walk, key: string): Walk {
  return walk.strict ? { ...walk, path: walk.path + formatElement(key) } : walk;
}

/** Paths are only made where an error may need them. */
function below(walk: Walk, key: string): Walk {
  return walk.strict ? { ...walk, path: `${walk.path}.${key}` } : walk;
}

function malformedList(path: string, schema: ListSchema): StatusError {
  const what =
    schema.listType === 'map'
      ? `each item needs ${schema.mapKeys.map((key) => JSON.stringify(key)).join(', ')} and no two may be the same`
      : 'no two items may be the same';
  return new StatusError('BadRequest', `failed to create typed patch object: ${path}: ${what}`);
}
