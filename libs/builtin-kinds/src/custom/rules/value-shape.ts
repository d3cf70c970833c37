import { isJson, textOf, textsOf } from '../../json.js';
import { MAX_OBJECT_BYTES } from '../../limits.js';
import {
  additionalOf,
  isIntOrString,
  itemsOf,
  propertiesOf,
  requiredOf,
  typeOf,
  type JsonSchema,
} from '../json-schema.js';

/** How large values of a schema can be, from the schema alone (as Kubernetes' API server estimates it). */
export interface Shape {
  /** Bytes of a text, items of a list, entries of a map; 1 for anything else. */
  readonly size: number;
  /** Of what is in a list or map. */
  readonly item: () => Shape;
  /** Of a field of an object. */
  readonly field: (name: string) => Shape;
  readonly isMap: boolean;
}

const none = (): Shape => SCALAR;
export const SCALAR: Shape = { size: 1, item: none, field: none, isMap: false };

/** Longest JSON of texts with a form, quotes included. */
const FORMATS: Readonly<Record<string, number>> = { date: 12, 'date-time': 29, duration: 32 };
const LONGEST_TEXT = MAX_OBJECT_BYTES - 2;
/** A character takes up to four bytes. */
const BYTES_PER_CHAR = 4;

export function textShape(size: number): Shape {
  return { ...SCALAR, size };
}

export function listShape(size: number, item: Shape): Shape {
  return { ...SCALAR, size, item: () => item };
}

export function shapeOf(schema: JsonSchema): Shape {
  if (isIntOrString(schema)) return textShape(LONGEST_TEXT);
  switch (typeOf(schema)) {
    case 'string':
      return textShape(textSize(schema));
    case 'array': {
      const items = itemsOf(schema) ?? {};
      return {
        ...SCALAR,
        size: itemsAtMost(schema) ?? fitting(smallest(items) + 1),
        item: () => shapeOf(items),
      };
    }
    case 'object':
      return objectShape(schema);
    default:
      return SCALAR;
  }
}

function objectShape(schema: JsonSchema): Shape {
  const additional = additionalOf(schema);
  const value = isJson(additional) ? additional : {};
  const properties = new Map(propertiesOf(schema));
  const isMap = additional !== undefined;
  const free = itemsAtMost(schema) ?? fitting(smallest(value) + 6);
  return {
    size: isMap ? free : Math.max(1, properties.size),
    isMap,
    item: () => shapeOf(value),
    field: (name) => shapeOf(properties.get(name) ?? value),
  };
}

function textSize(schema: JsonSchema): number {
  const { maxLength } = schema;
  if (typeof maxLength === 'number') return Math.min(maxLength * BYTES_PER_CHAR, LONGEST_TEXT);
  const named = textsOf(schema['enum']);
  if (named.length > 0) return Math.max(...named.map((one) => one.length));
  return FORMATS[textOf(schema['format'])] ?? LONGEST_TEXT;
}

/** What the schema says of the number of items or entries. */
export function itemsAtMost(schema: JsonSchema): number | undefined {
  const limit = typeOf(schema) === 'array' ? schema['maxItems'] : schema['maxProperties'];
  return typeof limit === 'number' ? limit : undefined;
}

/** How many values of that many bytes one object has room for. */
export function fitting(bytes: number): number {
  return Math.floor((MAX_OBJECT_BYTES - 2) / bytes);
}

/** Bytes of the shortest JSON that a value of the schema can have. */
export function smallest(schema: JsonSchema): number {
  switch (typeOf(schema)) {
    case 'boolean':
      return 4;
    case 'string':
      return 2 + (typeof schema['minLength'] === 'number' ? schema['minLength'] : 0);
    case 'array':
      return 2;
    case 'object': {
      const required = new Set(requiredOf(schema));
      return propertiesOf(schema).reduce(
        (sum, [name, one]) => (required.has(name) ? sum + name.length + 4 + smallest(one) : sum),
        2,
      );
    }
    default:
      return 1;
  }
}
