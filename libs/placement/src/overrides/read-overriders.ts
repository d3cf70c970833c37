import {
  checkLabelValue,
  checkQualifiedName,
  forbiddenField,
  invalidField,
  isJsonObject,
  requiredField,
  type JsonObject,
} from '#libs/apimachinery';
import { MAX_OVERRIDERS } from '../limits.js';
import { choiceAt, listAt, objectAt, textAt, textsAt, type FieldPlace } from '../read-fields.js';
import { IMAGE_COMPONENTS } from './image-reference.js';
import { parsePointer } from './json-pointer.js';
import { OPERATORS, type EnvEntry, type Overrider } from './overrider.js';
import { dividedPath, protectedKey, protectedPath } from './protected.js';
import { templateProblem } from './template.js';

/** Where overriders are read, and what is divided of the kinds that the policy selects. */
export interface OverriderPlace extends FieldPlace {
  readonly divided: readonly (readonly string[])[];
}

type Read = (item: JsonObject, place: OverriderPlace) => Overrider;

/** In the order in which they are applied: as Karmada has it, with the environment after the arguments. */
const LISTS: readonly (readonly [string, Read])[] = [
  ['imageOverrider', readImage],
  ['commandOverrider', (item, place): Overrider => readWords(item, 'command', place)],
  ['argsOverrider', (item, place): Overrider => readWords(item, 'args', place)],
  ['envOverrider', readEnv],
  ['labelsOverrider', (item, place): Overrider => readMap(item, 'labels', place)],
  ['annotationsOverrider', (item, place): Overrider => readMap(item, 'annotations', place)],
  ['plaintext', readPointer],
];

/**
 * Reads `overriders` of a rule, in the order in which they are applied. What is wrong goes to the causes of `place`, and never shows
 * a value: it may be meant for a Secret.
 */
export function readOverriders(value: unknown, place: OverriderPlace): readonly Overrider[] {
  const fields = objectAt(value, place);
  const listed = LISTS.flatMap(([name, read]) => {
    const items = listAt(fields, name, place);
    if (items.length > MAX_OVERRIDERS)
      place.causes.push(invalidField(`${place.field}.${name}`, items.length, `at most ${MAX_OVERRIDERS}`));
    return items.map((item, index) => {
      const within = { ...place, field: `${place.field}.${name}[${index}]` };
      return read(objectAt(item, within), within);
    });
  });
  const { mergePatch } = fields;
  return mergePatch === undefined || mergePatch === null
    ? listed
    : [...listed, readMergePatch(mergePatch, { ...place, field: `${place.field}.mergePatch` })];
}

function readImage(item: JsonObject, place: OverriderPlace): Overrider {
  const component = requiredChoice(item, 'component', IMAGE_COMPONENTS, place);
  const operator = requiredChoice(item, 'operator', OPERATORS, place);
  const value = textAt(item, 'value', place);
  checkText(value, `${place.field}.value`, place);
  if (operator !== 'remove' && value === '') place.causes.push(requiredField(`${place.field}.value`));
  if (operator === 'remove' && component === 'Repository')
    place.causes.push(forbiddenField(`${place.field}.operator`, 'an image without a repository is none'));
  const { predicate } = item;
  const within = { ...place, field: `${place.field}.predicate` };
  const path =
    predicate === undefined || predicate === null ? undefined : readPath(objectAt(predicate, within), within);
  return { kind: 'image', component, operator, value, path };
}

function readWords(item: JsonObject, of: 'command' | 'args', place: OverriderPlace): Overrider {
  const operator = requiredChoice(item, 'operator', ['add', 'remove'], place);
  const value = textsAt(item, 'value', place);
  if (value.length === 0) place.causes.push(requiredField(`${place.field}.value`));
  checkText(value, `${place.field}.value`, place);
  return { kind: 'words', of, container: requiredText(item, 'containerName', place), operator, value };
}

function readEnv(item: JsonObject, place: OverriderPlace): Overrider {
  const operator = requiredChoice(item, 'operator', OPERATORS, place);
  const list = listAt(item, 'value', place);
  if (list.length === 0) place.causes.push(requiredField(`${place.field}.value`));
  const value = list.map((one, index): EnvEntry => {
    const within = { ...place, field: `${place.field}.value[${index}]` };
    const entry = objectAt(one, within);
    return { ...entry, name: requiredText(entry, 'name', within) };
  });
  checkText(value, `${place.field}.value`, place);
  return { kind: 'env', container: requiredText(item, 'containerName', place), operator, value };
}

function readMap(item: JsonObject, of: 'labels' | 'annotations', place: OverriderPlace): Overrider {
  const operator = requiredChoice(item, 'operator', OPERATORS, place);
  const field = `${place.field}.value`;
  const map = objectAt(item['value'] ?? {}, { ...place, field });
  if (Object.keys(map).length === 0) place.causes.push(requiredField(field));
  const entries = Object.entries(map).map(([key, text]): [string, string] => {
    checkKey(key, of, field, place);
    if (typeof text !== 'string') place.causes.push(invalidField(`${field}[${key}]`, '', 'must be a string'));
    return [key, String(text)];
  });
  const value = Object.fromEntries(entries);
  checkText(value, field, place);
  if (of === 'labels' && operator !== 'remove') checkLabelValues(entries, field, place);
  return { kind: 'map', of, operator, value };
}

function checkKey(
  key: string,
  of: 'labels' | 'annotations',
  field: string,
  { causes }: OverriderPlace,
): void {
  const name = of === 'labels' ? key : key.toLowerCase();
  causes.push(...checkQualifiedName(name).map((message) => invalidField(field, key, message)));
  const why = protectedKey(key);
  if (why !== undefined) causes.push(forbiddenField(`${field}[${key}]`, why));
}

/** One that speaks of the cluster is judged when it is known. */
function checkLabelValues(
  entries: readonly (readonly [string, string])[],
  field: string,
  { causes }: OverriderPlace,
): void {
  for (const [key, text] of entries)
    if (!text.includes('{{'))
      causes.push(...checkLabelValue(text).map((message) => invalidField(`${field}[${key}]`, text, message)));
}

function readPointer(item: JsonObject, place: OverriderPlace): Overrider {
  const operator = requiredChoice(item, 'operator', OPERATORS, place);
  const path = readPath(item, place);
  const { value } = item;
  if (operator !== 'remove' && (value === undefined || value === null))
    place.causes.push(requiredField(`${place.field}.value`));
  checkText(value, `${place.field}.value`, place);
  return { kind: 'pointer', operator, path, value };
}

function readPath(item: JsonObject, place: OverriderPlace): readonly string[] {
  const text = textAt(item, 'path', place);
  const field = `${place.field}.path`;
  const steps = parsePointer(text);
  if (text === '') place.causes.push(requiredField(field));
  else if (!steps) place.causes.push(invalidField(field, text, 'must be a JSON pointer, such as /spec/type'));
  else checkSteps(steps, field, place);
  return steps ?? [];
}

function checkSteps(steps: readonly string[], field: string, place: OverriderPlace): void {
  const why = protectedPath(steps) ?? dividedPath(steps, place.divided);
  if (why !== undefined) place.causes.push(forbiddenField(field, why));
}

function readMergePatch(value: unknown, place: OverriderPlace): Overrider {
  const patch = objectAt(value, place);
  for (const steps of leavesOf(patch)) checkSteps(steps, [place.field, ...steps].join('.'), place);
  checkText(patch, place.field, place);
  return { kind: 'mergePatch', value: patch };
}

/** Paths of everything that a merge patch sets or removes. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (!isJsonObject(value)) return [path];
  return Object.keys(value).flatMap((key) => leavesOf(value[key], [...path, key]));
}

function checkText(value: unknown, field: string, { causes }: OverriderPlace): void {
  const problem = templateProblem(value);
  if (problem !== undefined)
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${problem}`, field });
}

function requiredText(fields: JsonObject, name: string, place: OverriderPlace): string {
  const text = textAt(fields, name, place);
  if (text === '') place.causes.push(requiredField(`${place.field}.${name}`));
  return text;
}

function requiredChoice<Word extends string>(
  fields: JsonObject,
  name: string,
  words: readonly [Word, ...Word[]],
  place: OverriderPlace,
): Word {
  if ((fields[name] ?? '') === '') place.causes.push(requiredField(`${place.field}.${name}`));
  return choiceAt(fields, name, words, place);
}
