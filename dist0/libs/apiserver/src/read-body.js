import { Composer, isScalar, LineCounter, Parser, visit } from 'yaml';
import { StatusError } from '#libs/apimachinery';
import { countKeys, duplicateKeys } from './content/duplicate-keys.js';
import {} from './content/negotiation.js';
import { badRequest } from './errors.js';
import { MAX_BODY_DEPTH, MAX_YAML_ALIASES, MAX_YAML_CHARS, MAX_YAML_DUPLICATES } from './limits.js';
/**
 * Decodes JSON or YAML. JSON is tried first for YAML bodies, because that is what clients mostly send.
 * @throws StatusError BadRequest
 */
export function decodeText(body, format) {
    const text = decodeUtf8(body);
    return format === 'yaml' && !text.trimStart().startsWith('{') ? fromYaml(text) : fromJson(text);
}
const UTF8 = new TextDecoder('utf-8', { fatal: true });
function decodeUtf8(body) {
    try {
        return UTF8.decode(body);
    }
    catch (error) {
        throw badRequest('the body of the request is not valid UTF-8', error);
    }
}
function fromJson(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const why = error instanceof Error ? error.message : 'not JSON';
        throw badRequest(`couldn't get version/kind; json parse error: ${why}`, error);
    }
    const kept = keysIn(value, MAX_BODY_DEPTH);
    if (countKeys(text) === kept)
        return { value, duplicates: [] };
    return { value, duplicates: duplicateKeys(text).map((path) => `duplicate field ${JSON.stringify(path)}`) };
}
function fromYaml(text) {
    if (text.length > MAX_YAML_CHARS)
        throw new StatusError('RequestEntityTooLarge', `the body is ${text.length} characters of YAML and may have at most ${MAX_YAML_CHARS}: send JSON`);
    const lines = new LineCounter();
    const document = parseYaml(text, lines);
    if (!document)
        return { value: null, duplicates: [] };
    const [fatal] = document.errors;
    if (fatal)
        throw notYaml(lines, fatal.pos[0], fatal.message);
    try {
        const value = document.toJS({ maxAliasCount: MAX_YAML_ALIASES });
        keysIn(value, MAX_BODY_DEPTH);
        return { value, duplicates: duplicatesIn(document, lines) };
    }
    catch (error) {
        if (error instanceof StatusError)
            throw error;
        throw badRequest('error converting YAML to JSON: yaml: document contains excessive aliasing', error);
    }
}
/**
 * What parseDocument does, in time that grows only with the length of the text: that compares each key of a map with all
 * before it, and goes on after an error, locating each. A megabyte of quotes or of keys took it minutes, in which nothing
 * else was served.
 */
function parseYaml(text, lines) {
    const composer = new Composer({
        // YAML 1.1, as Kubernetes reads it; without its timestamps, sets and binaries, which are no JSON.
        version: '1.1',
        merge: true,
        customTags: withoutDates,
        uniqueKeys: false,
        prettyErrors: false,
        lineCounter: lines,
    });
    // The composer makes an Error for everything it dislikes: half a million stacks are half a minute.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
        let first;
        for (const document of composer.compose(wellFormed(text, lines), true, text.length)) {
            if (first)
                throw notYaml(lines, document.range[0], 'the body holds more than one document');
            first = document;
        }
        return first;
    }
    finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
}
/** The tokens up to the first that no YAML has. */
function* wellFormed(text, lines) {
    for (const token of new Parser(lines.addNewLine).parse(text)) {
        if (token.type === 'error')
            throw notYaml(lines, token.offset, token.message);
        yield token;
    }
}
function notYaml(lines, offset, why) {
    const { line } = lines.linePos(offset);
    return badRequest(`error converting YAML to JSON: yaml: line ${line}: ${firstLine(why)}`);
}
function duplicatesIn(document, lines) {
    const found = [];
    visit(document, {
        Map(_key, map) {
            const seen = new Set();
            for (const { key } of map.items) {
                if (!isScalar(key))
                    continue;
                if (seen.has(key.value) && found.length < MAX_YAML_DUPLICATES)
                    found.push(`yaml: line ${lines.linePos(key.range?.[0] ?? 0).line}: key ${JSON.stringify(key.value)} already set in map`);
                seen.add(key.value);
            }
        },
    });
    return found;
}
const NOT_JSON = new Set([
    'tag:yaml.org,2002:timestamp',
    'tag:yaml.org,2002:binary',
    'tag:yaml.org,2002:set',
    'tag:yaml.org,2002:omap',
    'tag:yaml.org,2002:pairs',
]);
function withoutDates(tags) {
    return tags.filter((tag) => typeof tag === 'string' || !NOT_JSON.has(tag.tag));
}
function firstLine(text) {
    return text.split('\n', 1)[0] ?? '';
}
/** How many keys the objects in a value have together. @throws StatusError BadRequest when it nests too deep */
function keysIn(value, levels) {
    if (typeof value !== 'object' || value === null)
        return 0;
    if (levels === 0)
        throw badRequest(`the body of the request nests deeper than ${MAX_BODY_DEPTH} levels`);
    let count = 0;
    if (Array.isArray(value))
        for (const item of value)
            count += keysIn(item, levels - 1);
    else {
        for (const key in value) {
            count += 1;
            count += keysIn(value[key], levels - 1);
        }
    }
    return count;
}
//# sourceMappingURL=read-body.js.map