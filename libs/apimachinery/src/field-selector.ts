import { StatusError } from './status-error.js';

/** `?fieldSelector=`: comma separated `field=value`, `field==value`, `field!=value`. */

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/**
 * Parses a field selector; a backslash escapes `,`, `=` and itself in values. Empty text (and empty terms) select everything.
 * Which fields a resource type knows is the caller's question. Throws BadRequest.
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map(parseTerm);
}

/** Whether an object's fields meet all requirements; `valueOf` gives the text of a field, '' when it is not set. */
export function matchesFields(
  requirements: readonly FieldRequirement[],
  valueOf: (field: string) => string,
): boolean {
  return requirements.every(
    ({ field, operator, value }) => (valueOf(field) === value) === (operator === '='),
  );
}

function parseTerm(term: string): FieldRequirement {
  const match = /^([^=!\\]*)(!=|==|=)(.*)$/s.exec(term);
  if (match === null) {
    throw new StatusError('BadRequest', `invalid selector: '${term}'; can't understand '${term}'`);
  }
  const [, field = '', operator, value = ''] = match;
  return { field: field.trim(), operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
}

function splitTerms(text: string): string[] {
  return text.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? [];
}

function unescape(value: string): string {
  if (!/^(?:[^\\=]|\\[\\,=])*$/s.test(value)) {
    throw new StatusError(
      'BadRequest',
      `invalid field selector: unescaped or unknown character in '${value}'`,
    );
  }
  return value.replace(/\\(.)/gs, '$1');
}
