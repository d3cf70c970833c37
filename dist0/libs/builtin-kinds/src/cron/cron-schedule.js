const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS = {
    minutes: { min: 0, max: 59 },
    hours: { min: 0, max: 23 },
    days: { min: 1, max: 31 },
    months: { min: 1, max: 12, names: MONTHS },
    weekdays: { min: 0, max: 6, names: WEEKDAYS },
};
/** In the order in which they are written. */
const NAMES = ['minutes', 'hours', 'days', 'months', 'weekdays'];
const MACROS = {
    '@yearly': '0 0 1 1 *',
    '@annually': '0 0 1 1 *',
    '@monthly': '0 0 1 * *',
    '@weekly': '0 0 * * 0',
    '@daily': '0 0 * * *',
    '@midnight': '0 0 * * *',
    '@hourly': '0 * * * *',
};
/** @throws Error that says what is wrong */
export function parseCronSchedule(text) {
    if (text.startsWith('@every '))
        return { everyMs: parseDuration(text.slice('@every '.length)) };
    const expanded = MACROS[text];
    if (expanded === undefined && text.startsWith('@'))
        throw new Error(`unrecognized descriptor: ${text}`);
    const fields = (expanded ?? text).split(/\s+/).filter((field) => field !== '');
    if (fields.length !== NAMES.length)
        throw new Error(`expected exactly 5 fields, found ${fields.length}: [${text}]`);
    const values = NAMES.map((name, at) => [name, parseField(fields[at] ?? '', BOUNDS[name])]);
    return {
        ...Object.fromEntries(values),
        bothDays: [2, 4].some((at) => isStar(fields[at] ?? '')),
    };
}
const LONGEST_FIELD = 512;
function parseField(text, bounds) {
    if (text.length > LONGEST_FIELD)
        throw new Error(`field of ${text.length} characters is too long`);
    const values = new Set();
    for (const part of text.split(',').filter((one) => one !== ''))
        for (const value of parseRange(part, bounds))
            values.add(value);
    if (values.size === 0)
        throw new Error(`empty field: ${text}`);
    return values;
}
/** Any value at all. A step of more than one makes it a choice. */
function isStar(text) {
    return text.split(',').some((part) => /^[*?](\/1)?$/.test(part));
}
function parseRange(text, bounds) {
    const [range = '', stepText, ...rest] = text.split('/');
    if (rest.length > 0)
        throw new Error(`too many slashes: ${text}`);
    const [first, last] = parseEnds(range, text, { bounds, stepped: stepText !== undefined });
    const step = stepText === undefined ? 1 : parseNumber(stepText);
    if (first < bounds.min)
        throw new Error(`beginning of range (${first}) below minimum (${bounds.min}): ${text}`);
    if (last > bounds.max)
        throw new Error(`end of range (${last}) above maximum (${bounds.max}): ${text}`);
    if (first > last)
        throw new Error(`beginning of range (${first}) beyond end of range (${last}): ${text}`);
    if (step === 0)
        throw new Error(`step of range should be a positive number: ${text}`);
    const values = [];
    for (let value = first; value <= last; value += step)
        values.push(value);
    return values;
}
function parseEnds(range, text, { bounds, stepped }) {
    if (range === '*' || range === '?')
        return [bounds.min, bounds.max];
    const [low = '', high, ...rest] = range.split('-');
    if (rest.length > 0)
        throw new Error(`too many hyphens: ${text}`);
    const first = parseValue(low, bounds);
    if (high !== undefined)
        return [first, parseValue(high, bounds)];
    // `5/10`: from five to the end.
    return [first, stepped ? bounds.max : first];
}
function parseValue(text, bounds) {
    const named = bounds.names?.indexOf(text.toLowerCase()) ?? -1;
    return named >= 0 ? named + bounds.min : parseNumber(text);
}
function parseNumber(text) {
    if (!/^\d{1,9}$/.test(text))
        throw new Error(`failed to parse number: ${text}`);
    return Number(text);
}
const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
/** `1h30m` in ms; at least a second, and whole seconds. */
function parseDuration(text) {
    if (!/^(\d{1,9}(\.\d{1,3})?(h|ms|m|s))+$/.test(text))
        throw new Error(`failed to parse duration: ${text}`);
    let ms = 0;
    for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g))
        ms += Number(number) * (UNIT_MS[unit] ?? 0);
    return Math.max(1_000, Math.floor(ms / 1_000) * 1_000);
}
//# sourceMappingURL=cron-schedule.js.map