import { checkLabelValue, checkQualifiedName, forbiddenField, invalidField, isJsonObject, requiredField, } from '#libs/apimachinery';
import { MAX_OVERRIDERS } from '../limits.js';
import { choiceAt, listAt, objectAt, textAt, textsAt } from '../read-fields.js';
import { IMAGE_COMPONENTS } from './image-reference.js';
import { parsePointer } from './json-pointer.js';
import { OPERATORS } from './overrider.js';
import { dividedPath, protectedKey, protectedPath } from './protected.js';
import { templateProblem } from './template.js';
/** In the order in which they are applied: as Karmada has it, with the environment after the arguments. */
const LISTS = [
    ['imageOverrider', readImage],
    ['commandOverrider', (item, place) => readWords(item, 'command', place)],
    ['argsOverrider', (item, place) => readWords(item, 'args', place)],
    ['envOverrider', readEnv],
    ['labelsOverrider', (item, place) => readMap(item, 'labels', place)],
    ['annotationsOverrider', (item, place) => readMap(item, 'annotations', place)],
    ['plaintext', readPointer],
];
/**
 * Reads `overriders` of a rule, in the order in which they are applied. What is wrong goes to the causes of `place`, and never shows
 * a value: it may be meant for a Secret.
 */
export function readOverriders(value, place) {
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
function readImage(item, place) {
    const component = requiredChoice(item, 'component', IMAGE_COMPONENTS, place);
    const operator = requiredChoice(item, 'operator', OPERATORS, place);
    const value = textAt(item, 'value', place);
    checkText(value, `${place.field}.value`, place);
    if (operator !== 'remove' && value === '')
        place.causes.push(requiredField(`${place.field}.value`));
    if (operator === 'remove' && component === 'Repository')
        place.causes.push(forbiddenField(`${place.field}.operator`, 'an image without a repository is none'));
    const { predicate } = item;
    const within = { ...place, field: `${place.field}.predicate` };
    const path = predicate === undefined || predicate === null ? undefined : readPath(objectAt(predicate, within), within);
    return { kind: 'image', component, operator, value, path };
}
function readWords(item, of, place) {
    const operator = requiredChoice(item, 'operator', ['add', 'remove'], place);
    const value = textsAt(item, 'value', place);
    if (value.length === 0)
        place.causes.push(requiredField(`${place.field}.value`));
    checkText(value, `${place.field}.value`, place);
    return { kind: 'words', of, container: requiredText(item, 'containerName', place), operator, value };
}
function readEnv(item, place) {
    const operator = requiredChoice(item, 'operator', OPERATORS, place);
    const list = listAt(item, 'value', place);
    if (list.length === 0)
        place.causes.push(requiredField(`${place.field}.value`));
    const value = list.map((one, index) => {
        const within = { ...place, field: `${place.field}.value[${index}]` };
        const entry = objectAt(one, within);
        return { ...entry, name: requiredText(entry, 'name', within) };
    });
    checkText(value, `${place.field}.value`, place);
    return { kind: 'env', container: requiredText(item, 'containerName', place), operator, value };
}
function readMap(item, of, place) {
    const operator = requiredChoice(item, 'operator', OPERATORS, place);
    const field = `${place.field}.value`;
    const map = objectAt(item['value'] ?? {}, { ...place, field });
    if (Object.keys(map).length === 0)
        place.causes.push(requiredField(field));
    const entries = Object.entries(map).map(([key, text]) => {
        checkKey(key, of, field, place);
        if (typeof text !== 'string')
            place.causes.push(invalidField(`${field}[${key}]`, '', 'must be a string'));
        return [key, String(text)];
    });
    const value = Object.fromEntries(entries);
    checkText(value, field, place);
    if (of === 'labels' && operator !== 'remove')
        checkLabelValues(entries, field, place);
    return { kind: 'map', of, operator, value };
}
function checkKey(key, of, field, { causes }) {
    const name = of === 'labels' ? key : key.toLowerCase();
    causes.push(...checkQualifiedName(name).map((message) => invalidField(field, key, message)));
    const why = protectedKey(key);
    if (why !== undefined)
        causes.push(forbiddenField(`${field}[${key}]`, why));
}
/** One that speaks of the cluster is judged when it is known. */
function checkLabelValues(entries, field, { causes }) {
    for (const [key, text] of entries)
        if (!text.includes('{{'))
            causes.push(...checkLabelValue(text).map((message) => invalidField(`${field}[${key}]`, text, message)));
}
function readPointer(item, place) {
    const operator = requiredChoice(item, 'operator', OPERATORS, place);
    const path = readPath(item, place);
    const { value } = item;
    if (operator !== 'remove' && (value === undefined || value === null))
        place.causes.push(requiredField(`${place.field}.value`));
    checkText(value, `${place.field}.value`, place);
    return { kind: 'pointer', operator, path, value };
}
function readPath(item, place) {
    const text = textAt(item, 'path', place);
    const field = `${place.field}.path`;
    const steps = parsePointer(text);
    if (text === '')
        place.causes.push(requiredField(field));
    else if (!steps)
        place.causes.push(invalidField(field, text, 'must be a JSON pointer, such as /spec/type'));
    else
        checkSteps(steps, field, place);
    return steps ?? [];
}
function checkSteps(steps, field, place) {
    const why = protectedPath(steps) ?? dividedPath(steps, place.divided);
    if (why !== undefined)
        place.causes.push(forbiddenField(field, why));
}
function readMergePatch(value, place) {
    const patch = objectAt(value, place);
    for (const steps of leavesOf(patch))
        checkSteps(steps, [place.field, ...steps].join('.'), place);
    checkText(patch, place.field, place);
    return { kind: 'mergePatch', value: patch };
}
/** Paths of everything that a merge patch sets or removes. */
function leavesOf(value, path = []) {
    if (!isJsonObject(value))
        return [path];
    return Object.keys(value).flatMap((key) => leavesOf(value[key], [...path, key]));
}
function checkText(value, field, { causes }) {
    const problem = templateProblem(value);
    if (problem !== undefined)
        causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${problem}`, field });
}
function requiredText(fields, name, place) {
    const text = textAt(fields, name, place);
    if (text === '')
        place.causes.push(requiredField(`${place.field}.${name}`));
    return text;
}
function requiredChoice(fields, name, words, place) {
    if ((fields[name] ?? '') === '')
        place.causes.push(requiredField(`${place.field}.${name}`));
    return choiceAt(fields, name, words, place);
}
//# sourceMappingURL=read-overriders.js.map