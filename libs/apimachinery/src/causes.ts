import { StatusError, type StatusCause } from './status-error.js';

/** Field errors in the words of kube-apiserver; `field` is a path such as `spec.ports[0].port`. */

export function requiredField(field: string, detail = ''): StatusCause {
  return { reason: 'FieldValueRequired', message: join('Required value', detail), field };
}

export function invalidField(field: string, value: unknown, detail: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${show(value)}: ${detail}`, field };
}

export function unsupportedField(field: string, value: unknown, supported: readonly string[]): StatusCause {
  const choices = supported.map((one) => JSON.stringify(one)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${show(value)}: supported values: ${choices}`,
    field,
  };
}

export function forbiddenField(field: string, detail: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: join('Forbidden', detail), field };
}

export function duplicateField(field: string, value: unknown): StatusCause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${show(value)}`, field };
}

export function tooLongField(field: string, maxBytes: number): StatusCause {
  return {
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${maxBytes} bytes`,
    field,
  };
}

/** Names the object that is refused: the Kind, its group and its name. */
export interface RefusedObject {
  readonly kind: string;
  readonly group: string;
  readonly name: string;
}

/** The 422 that carries all causes: `ReplicaSet.apps "web" is invalid: [spec.a: ..., spec.b: ...]`. */
export function invalidError(object: RefusedObject, causes: readonly StatusCause[]): StatusError {
  const qualifiedKind = object.group === '' ? object.kind : `${object.kind}.${object.group}`;
  const lines = causes.map((cause) =>
    cause.field === undefined || cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`,
  );
  const text = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
  return new StatusError('Invalid', `${qualifiedKind} ${JSON.stringify(object.name)} is invalid: ${text}`, {
    details: {
      ...(object.name === '' ? {} : { name: object.name }),
      ...(object.group === '' ? {} : { group: object.group }),
      kind: object.kind,
      causes,
    },
  });
}

function show(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

function join(title: string, detail: string): string {
  return detail === '' ? title : `${title}: ${detail}`;
}
