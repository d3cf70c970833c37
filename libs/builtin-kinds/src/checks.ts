import { type StatusCause } from '#libs/apimachinery';
import { IMMUTABLE, invalid, notSupported, required } from './causes.js';
import { listOf, mapOf, mapsOf, numberOf, sameJson, textOf, type Json } from './json.js';
import { labelValue, qualifiedName, type Refusal } from './syntax.js';

/** Checks that several kinds share. Each adds its causes to the list that it is given. */
export type Causes = StatusCause[];

/** A text that must follow a grammar, where it is present. */
export function checkSyntax(
  causes: Causes,
  path: string,
  value: unknown,
  grammar: (text: string) => Refusal,
): void {
  const refusal = typeof value === 'string' ? grammar(value) : undefined;
  if (refusal !== undefined) {
    causes.push(invalid(path, value, refusal));
  }
}

/** The same for a text that must be there. */
export function checkName(
  causes: Causes,
  path: string,
  value: unknown,
  grammar: (text: string) => Refusal,
): void {
  if (textOf(value) === '') {
    causes.push(required(path));
  } else {
    checkSyntax(causes, path, value, grammar);
  }
}

export function checkOneOf(causes: Causes, path: string, value: unknown, supported: readonly string[]): void {
  if (value !== undefined && value !== null && !supported.includes(textOf(value))) {
    causes.push(notSupported(path, value, supported));
  }
}

export function checkNotNegative(causes: Causes, path: string, value: unknown): void {
  if ((numberOf(value) ?? 0) < 0) {
    causes.push(invalid(path, value, 'must be greater than or equal to 0'));
  }
}

export function checkUnchanged(causes: Causes, path: string, value: unknown, old: unknown): void {
  if (!sameJson(value ?? undefined, old ?? undefined)) {
    causes.push(invalid(path, value, IMMUTABLE));
  }
}

/** Labels as a selector or a template holds them. */
export function checkLabels(causes: Causes, path: string, labels: unknown): void {
  for (const [key, value] of Object.entries(mapOf(labels))) {
    checkSyntax(causes, path, key, qualifiedName);
    checkSyntax(causes, path, value, labelValue);
  }
}

/** A LabelSelector: keys, operators, and values where the operator wants them. */
export function checkSelector(causes: Causes, path: string, selector: unknown): void {
  checkLabels(causes, `${path}.matchLabels`, mapOf(selector)['matchLabels']);
  mapsOf(mapOf(selector)['matchExpressions']).forEach((expression, index) => {
    checkExpression(causes, `${path}.matchExpressions[${index}]`, expression);
  });
}

function checkExpression(causes: Causes, path: string, expression: Json): void {
  const values = listOf(expression['values']);
  switch (expression['operator']) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        causes.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        causes.push(
          invalid(
            `${path}.values`,
            values,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      }
      break;
    default:
      causes.push(invalid(`${path}.operator`, expression['operator'] ?? '', 'not a valid selector operator'));
  }
  checkSyntax(causes, `${path}.key`, textOf(expression['key']), qualifiedName);
  values.forEach((value, index) => checkSyntax(causes, `${path}.values[${index}]`, value, labelValue));
}

/** Whether a LabelSelector asks for anything. */
export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = mapOf(selector);
  return Object.keys(mapOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0;
}

/** Whether labels satisfy a LabelSelector. */
export function selectorMatches(selector: unknown, labels: unknown): boolean {
  const have = mapOf(labels);
  const { matchLabels, matchExpressions } = mapOf(selector);
  return (
    Object.entries(mapOf(matchLabels)).every(([key, value]) => have[key] === value) &&
    mapsOf(matchExpressions).every((expression) => {
      const key = textOf(expression['key']);
      const listed = listOf(expression['values']).includes(have[key]);
      switch (expression['operator']) {
        case 'In':
          return listed;
        case 'NotIn':
          return !listed;
        case 'Exists':
          return Object.hasOwn(have, key);
        default:
          return !Object.hasOwn(have, key);
      }
    })
  );
}
