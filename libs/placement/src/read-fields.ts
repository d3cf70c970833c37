import {
  checkLabelSelector,
  invalidField,
  isJsonObject,
  type JsonObject,
  labelSelectorMatcher,
  type LabelMatcher,
  type LabelSelector,
  type StatusCause,
  unsupportedField,
} from '#libs/apimachinery';
import { wrongCount } from './preferences.js';

/** Reading fields of policies: what is wrong goes to `causes`, and the answer counts only when nothing did. */
export interface FieldPlace {
  /** Path of the object that the fields are in. */
  readonly field: string;
  readonly causes: StatusCause[];
}

/** The value when it is an object, else an empty one. */
export function objectAt(value: unknown, { field, causes }: FieldPlace): JsonObject {
  if (isJsonObject(value)) return value;
  causes.push(invalidField(field, value, 'must be an object'));
  return {};
}

/** '' when it is absent. */
export function textAt(fields: JsonObject, name: string, { field, causes }: FieldPlace): string {
  const value = fields[name] ?? '';
  if (typeof value === 'string') return value;
  causes.push(invalidField(`${field}.${name}`, value, 'must be a string'));
  return '';
}

/** False when it is absent. */
export function flagAt(fields: JsonObject, name: string, { field, causes }: FieldPlace): boolean {
  const value = fields[name] ?? false;
  if (typeof value === 'boolean') return value;
  causes.push(invalidField(`${field}.${name}`, value, 'must be true or false'));
  return false;
}

/** A list of texts; empty when it is absent. */
export function textsAt(fields: JsonObject, name: string, { field, causes }: FieldPlace): readonly string[] {
  const list = fields[name] ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  causes.push(invalidField(`${field}.${name}`, list, 'must be a list of names'));
  return [];
}

/** A list of anything; empty when it is absent. */
export function listAt(fields: JsonObject, name: string, { field, causes }: FieldPlace): readonly unknown[] {
  const list = fields[name] ?? [];
  if (Array.isArray(list)) return list as readonly unknown[];
  causes.push(invalidField(`${field}.${name}`, list, 'must be a list'));
  return [];
}

/** One of the values, the first when it is absent or empty. */
export function choiceAt<Word extends string>(
  fields: JsonObject,
  name: string,
  values: readonly [Word, ...Word[]],
  { field, causes }: FieldPlace,
): Word {
  const given = fields[name] ?? '';
  if (given === '') return values[0];
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  causes.push(unsupportedField(`${field}.${name}`, given, values));
  return values[0];
}

/** A LabelSelector, for objects or clusters; absent (or null): undefined. */
export function labelsAt(
  fields: JsonObject,
  name: string,
  { field, causes }: FieldPlace,
): LabelMatcher | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const path = `${field}.${name}`;
  const selector = objectAt(value, { field: path, causes }) as LabelSelector;
  const wrong = checkLabelSelector(selector, path);
  causes.push(...wrong);
  return wrong.length === 0 ? labelSelectorMatcher(selector) : undefined;
}

/** A whole number from 0 on; undefined when it is absent or wrong. */
export function countAt(
  fields: JsonObject,
  name: string,
  max: number,
  { field, causes }: FieldPlace,
): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  const wrong = wrongCount(value, max);
  if (wrong === undefined) return value as number;
  causes.push(invalidField(`${field}.${name}`, value, wrong));
  return undefined;
}
