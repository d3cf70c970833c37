import { MAX_PROBLEMS } from './limits.js';
import { joinPath } from './schema-check.js';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/**
 * The paths of keys that one JSON object holds twice (`spec.replicas`), each once, in one pass over the text, which
 * JSON.parse must have accepted before. JSON.parse keeps the last of them silently; strict field validation may not.
 */
export function duplicateKeys(json) {
    const found = new Set();
    const open = [];
    for (let i = 0; i < json.length && found.size < MAX_PROBLEMS; i++) {
        const code = json.charCodeAt(i);
        if (code === QUOTE) {
            const end = endOfString(json, i);
            const top = open.at(-1);
            if (top?.expectsKey === true)
                noteKey(open, top, readKey(json, i, end), found);
            i = end;
        }
        else if (code === COMMA) {
            const top = open.at(-1);
            if (top)
                nextElement(top);
        }
        else if (code >= OPEN_ARRAY) {
            // Letters of true, false and null pass through here too.
            openOrClose(open, code);
        }
    }
    return [...found];
}
function openOrClose(open, code) {
    switch (code) {
        case OPEN_OBJECT:
            open.push({ keys: new Set(), at: '', expectsKey: true });
            break;
        case OPEN_ARRAY:
            open.push({ keys: undefined, at: 0, expectsKey: false });
            break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
            open.pop();
            break;
    }
}
function nextElement(top) {
    if (typeof top.at === 'number')
        top.at++;
    else
        top.expectsKey = true;
}
function noteKey(open, top, key, found) {
    top.at = key;
    top.expectsKey = false;
    if (top.keys?.has(key) === true)
        found.add(joinPath(open.map((level) => level.at)));
    top.keys?.add(key);
}
/**
 * How many keys the objects of a JSON text have together, duplicates included. Looks at strings only, so it is much cheaper
 * than looking for duplicates: who knows the number of keys that JSON.parse kept can tell whether there are any.
 */
export function countKeys(json) {
    let count = 0;
    for (let at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) {
        at = endOfString(json, at);
        let next = at + 1;
        while (json.charCodeAt(next) <= SPACE)
            next++;
        if (json.charCodeAt(next) === COLON)
            count++;
    }
    return count;
}
/** The index of the quote that closes the string opened at `start`. */
function endOfString(json, start) {
    let end = json.indexOf('"', start + 1);
    while (end >= 0 && isEscaped(json, end))
        end = json.indexOf('"', end + 1);
    return end < 0 ? json.length : end;
}
function isEscaped(json, quote) {
    let first = quote;
    while (json.charCodeAt(first - 1) === BACKSLASH)
        first--;
    return (quote - first) % 2 === 1;
}
function readKey(json, start, end) {
    const raw = json.slice(start + 1, end);
    return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}
//# sourceMappingURL=duplicate-keys.js.map