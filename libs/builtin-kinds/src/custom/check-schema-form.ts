import { deepEqual } from '#libs/apimachinery';
import { type Causes } from '../checks.js';
import { forbidden, invalid, notSupported, required } from '../causes.js';
import { isJson, mapOf, textsOf } from '../json.js';
import {
  isIntOrString,
  itemsOf,
  keepsUnknown,
  propertiesOf,
  typeOf,
  type JsonSchema,
} from './json-schema.js';
import { checkRules } from './rules/check-rules.js';

/** Whether a schema is structural: every value has one type, told once, so that it can be pruned and merged. */

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Fields of JSON schema that structural schemas do without. */
const NEVER = [
  '$ref',
  'definitions',
  'dependencies',
  'additionalItems',
  'patternProperties',
  'id',
  '$schema',
];

/** The schema of a whole version; `old`: what it was, whose rules were judged when it was written. */
export function checkRootSchema(causes: Causes, path: string, schema: JsonSchema, old?: JsonSchema): void {
  if (typeOf(schema) !== 'object')
    causes.push(invalid(`${path}.type`, schema['type'] ?? '', 'must be object at the root'));
  const before = causes.length;
  checkSchema(causes, path, schema);
  // Types are what rules are checked against.
  if (causes.length === before && !deepEqual(schema, old)) checkRules(causes, path, schema);
}

function checkSchema(causes: Causes, path: string, schema: JsonSchema): void {
  checkType(causes, path, schema);
  for (const field of NEVER)
    if (schema[field] !== undefined) causes.push(forbidden(`${path}.${field}`, 'must not be set'));
  if (schema['uniqueItems'] === true)
    causes.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  if (schema['properties'] !== undefined && schema['additionalProperties'] !== undefined)
    causes.push(
      forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    );
  if (typeOf(schema) === 'array') checkList(causes, path, schema);
  for (const [name, property] of propertiesOf(schema))
    checkSchema(causes, `${path}.properties[${name}]`, property);
  const additional = schema['additionalProperties'];
  if (isJson(additional)) checkSchema(causes, `${path}.additionalProperties`, additional);
  const items = itemsOf(schema);
  if (items) checkSchema(causes, `${path}.items`, items);
}

function checkType(causes: Causes, path: string, schema: JsonSchema): void {
  const type = typeOf(schema);
  if (isIntOrString(schema)) {
    if (type !== '')
      causes.push(invalid(`${path}.type`, type, 'must be empty if x-kubernetes-int-or-string is true'));
    return;
  }
  if (type === '' && !keepsUnknown(schema))
    causes.push(required(`${path}.type`, 'must not be empty for specified object fields'));
  else if (type !== '' && !TYPES.includes(type)) causes.push(notSupported(`${path}.type`, type, TYPES));
}

function checkList(causes: Causes, path: string, schema: JsonSchema): void {
  const items = itemsOf(schema);
  if (!items) {
    causes.push(required(`${path}.items`, 'must be specified'));
    return;
  }
  const kind = schema['x-kubernetes-list-type'];
  if (kind === undefined) return;
  if (kind !== 'atomic' && kind !== 'set' && kind !== 'map')
    causes.push(notSupported(`${path}.x-kubernetes-list-type`, kind, ['atomic', 'map', 'set']));
  if (kind !== 'map') return;
  const keys = textsOf(schema['x-kubernetes-list-map-keys']);
  if (keys.length === 0)
    causes.push(
      required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'),
    );
  const known = mapOf(items['properties']);
  for (const key of keys)
    if (!Object.hasOwn(known, key))
      causes.push(
        invalid(`${path}.x-kubernetes-list-map-keys`, key, 'entries must all be names of item properties'),
      );
}
