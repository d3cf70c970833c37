import { canonicalQuantity, isQuantity, type ScalarType } from '#libs/apimachinery';

/** What a checked scalar came to: `value` is what is kept (normalised); `problem` says why it does not fit. */
export type ScalarResult =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      /** `type`: the JSON type is wrong; `format`: the type fits, the text does not; `secret`: so, and it is not repeated. */
      readonly problem: 'type' | 'format' | 'secret';
      readonly detail: string;
    };

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const BASE64 = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/;
const QUANTITY_PROBLEM =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** What each scalar is called in errors, and the JSON it takes. */
const CHECKS: Readonly<Record<ScalarType, (value: unknown) => ScalarResult>> = {
  string: (value) => (typeof value === 'string' ? keep(value) : mismatch('string')),
  boolean: (value) => (typeof value === 'boolean' ? keep(value) : mismatch('boolean')),
  number: (value) => (typeof value === 'number' ? keep(value) : mismatch('number')),
  integer: (value) => (isIntegerBelow(value, 2 ** 63) ? keep(value) : mismatch('integer')),
  int32: (value) => (isIntegerBelow(value, 2 ** 31) ? keep(value) : mismatch('int32')),
  'int-or-string': (value) =>
    typeof value === 'string' || isIntegerBelow(value, 2 ** 31) ? keep(value) : mismatch('integer or string'),
  'fields-v1': (value) => (isObject(value) ? keep(value) : mismatch('object')),
  any: keep,
  bytes: checkBytes,
  quantity: checkQuantity,
  time: (value) => checkTime(value, 0),
  'micro-time': (value) => checkTime(value, 6),
};

/** Checks a JSON value that is not null against a leaf of the schema. */
export function checkScalar(type: ScalarType, value: unknown): ScalarResult {
  return CHECKS[type](value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go's signed integers: from -limit to below the limit. */
function isIntegerBelow(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;
}

function keep(value: unknown): ScalarResult {
  return { ok: true, value };
}

function mismatch(detail: string): ScalarResult {
  return { ok: false, problem: 'type', detail };
}

function malformed(detail: string): ScalarResult {
  return { ok: false, problem: 'format', detail };
}

function checkBytes(value: unknown): ScalarResult {
  if (typeof value !== 'string') return mismatch('string');
  const wellFormed = BASE64.test(value) && value.replace(/[\r\n]/g, '').length % 4 === 0;
  if (wellFormed) return keep(value);
  const illegal = value.search(/[^A-Za-z0-9+/=\r\n]/);
  // Bytes are what Secrets are made of.
  const at = illegal < 0 ? value.length - (value.length % 4) : illegal;
  return { ok: false, problem: 'secret', detail: `illegal base64 data at input byte ${at}` };
}

/** Kept in the canonical form (`0.5` is `500m`), as Kubernetes does: so that the same amount is the same text. */
function checkQuantity(value: unknown): ScalarResult {
  if (typeof value !== 'string' && typeof value !== 'number') return mismatch('string');
  return isQuantity(value) ? keep(canonicalQuantity(value)) : malformed(QUANTITY_PROBLEM);
}

const CANONICAL_TIME = { 0: '2006-01-02T15:04:05Z'.length, 6: '2006-01-02T15:04:05.000000Z'.length };

/** Kept in UTC, with so many digits of a second: Go's Time and MicroTime are written like that. */
function checkTime(value: unknown, digits: 0 | 6): ScalarResult {
  if (typeof value !== 'string') return mismatch('string');
  const parts = RFC3339.exec(value);
  if (parts && !Number.isNaN(Date.parse(value))) {
    // Mostly it came from a server.
    if (value.length === CANONICAL_TIME[digits] && value.endsWith('Z')) return keep(value);
    const [, fraction = ''] = parts;
    const second = new Date(Date.parse(value)).toISOString().replace(/\.\d+Z$/, '');
    const kept = digits === 0 ? '' : `.${fraction.slice(1).padEnd(digits, '0').slice(0, digits)}`;
    return keep(`${second}${kept}Z`);
  }
  return malformed(`parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse it`);
}
