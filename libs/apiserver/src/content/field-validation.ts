import { invalidError, StatusError, unsupportedField } from '#libs/apimachinery';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/**
 * Reads the `fieldValidation` parameter; absent means Warn. Throws Invalid for an unknown value, which names the options
 * (`CreateOptions`).
 */
export function parseFieldValidation(value: string | null, optionsKind = 'CreateOptions'): FieldValidation {
  if (value === null || value === '') return 'Warn';
  if (value === 'Ignore' || value === 'Warn' || value === 'Strict') return value;
  throw invalidError({ kind: optionsKind, group: 'meta.k8s.io', name: '' }, [
    unsupportedField('fieldValidation', value, ['Ignore', 'Strict', 'Warn']),
  ]);
}

/** What is said about fields that would be dropped silently: one sentence each. */
export function fieldProblems(unknown: readonly string[], duplicates: readonly string[]): string[] {
  return [
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
    ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
  ];
}

/** The refusal of Strict field validation. */
export function strictDecodingError(kind: string, version: string, problems: readonly string[]): StatusError {
  return cannotBeHandled(kind, version, `strict decoding error: ${problems.join(', ')}`);
}

/**
 * The refusal of a body that does not decode as its kind. `why`: for instance the first error of checkSchema. `expected`:
 * the kind that the URL stands for, where the body says another.
 */
export function cannotBeHandled(kind: string, version: string, why: string, expected = kind): StatusError {
  return new StatusError(
    'BadRequest',
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected}: ${why}`,
  );
}
