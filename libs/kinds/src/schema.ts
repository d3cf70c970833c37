import { type FieldSchema, type SchemaRef, type StructSchema } from '#libs/apimachinery';
import { scalar } from '#libs/builtin-kinds';

/** Writing the schema of our own kinds by hand. */

type Fields = Readonly<Record<string, SchemaRef | FieldSchema>>;

export const TEXT: SchemaRef = scalar('string');
export const INTEGER: SchemaRef = scalar('integer');
export const NUMBER: SchemaRef = scalar('number');
export const TIME: SchemaRef = scalar('time');

/** An anonymous struct; a field is a type, or a type with what else is to be said. */
export function struct(fields: Fields): StructSchema {
  const entries = Object.entries(fields).map(([name, field]): [string, FieldSchema] => [
    name,
    typeof field === 'function' ? { schema: field } : field,
  ]);
  return { kind: 'struct', fields: new Map(entries), atomic: false };
}

export function structRef(fields: Fields): SchemaRef {
  const schema = struct(fields);
  return () => schema;
}

/** Replaced as a whole by whoever applies it. */
export function atomicList(element: SchemaRef): SchemaRef {
  return () => ({ kind: 'list', element, listType: 'atomic', mapKeys: [] });
}

/** Elements are told apart by `keys`, so that several writers can own one each. */
export function keyedList(element: SchemaRef, ...keys: readonly string[]): SchemaRef {
  return () => ({ kind: 'list', element, listType: 'map', mapKeys: keys });
}

export function mapOf(value: SchemaRef): SchemaRef {
  return () => ({ kind: 'map', value, atomic: false });
}

export function required(schema: SchemaRef): FieldSchema {
  return { schema, required: true };
}

/** With what `kubectl explain` says of the field. */
export function told(schema: SchemaRef, description: string): FieldSchema {
  return { schema, description };
}
