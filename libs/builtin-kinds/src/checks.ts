import {
  checkLabels as labelCauses,
  checkLabelSelector,
  deepEqual,
  labelSelectorMatcher,
  type StatusCause,
} from '#libs/apimachinery';
import { IMMUTABLE, invalid, notSupported, required } from './causes.js';
import { listOf, mapOf, numberOf, textOf } from './json.js';
import { portNumber, type Grammar } from './syntax.js';

/** Checks that several kinds share. Each adds its causes to the list that it is given. */
export type Causes = StatusCause[];

/** A text that must follow a grammar, where it is present. */
export function checkSyntax(causes: Causes, path: string, value: unknown, grammar: Grammar): void {
  if (typeof value === 'string') {
    grammar(value).forEach((why) => causes.push(invalid(path, value, why)));
  }
}

/** The same for a text that must be there. */
export function checkName(causes: Causes, path: string, value: unknown, grammar: Grammar): void {
  if (textOf(value) === '') {
    causes.push(required(path));
  } else {
    checkSyntax(causes, path, value, grammar);
  }
}

/** A port by number; 0 and nothing are out of range too. */
export function checkPortNumber(causes: Causes, path: string, value: unknown): void {
  const number = numberOf(value) ?? 0;
  portNumber(number).forEach((why) => causes.push(invalid(path, number, why)));
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
  if (!deepEqual(value ?? undefined, old ?? undefined)) {
    causes.push(invalid(path, value, IMMUTABLE));
  }
}

/** Labels as a selector or a template holds them. */
export function checkLabels(causes: Causes, path: string, labels: unknown): void {
  causes.push(...labelCauses(mapOf(labels) as Record<string, string>, path));
}

export function checkSelector(causes: Causes, path: string, selector: unknown): void {
  causes.push(...checkLabelSelector(mapOf(selector), path));
}

/** Whether a LabelSelector asks for anything. */
export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = mapOf(selector);
  return Object.keys(mapOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0;
}

/** Whether labels satisfy a LabelSelector that has passed checkSelector. */
export function selectorMatches(selector: unknown, labels: unknown): boolean {
  return labelSelectorMatcher(mapOf(selector)).matches(mapOf(labels) as Record<string, string>);
}
