import jsonPatch, {} from 'fast-json-patch';
import { isJsonObject } from './json.js';
import { MAX_JSON_PATCH_COPIED, MAX_JSON_PATCH_OPERATIONS } from './limits.js';
import { StatusError } from './status-error.js';
const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];
/**
 * RFC 6902 on a copy of the document; neither input is touched. Throws BadRequest when the patch is malformed, Invalid (422)
 * when a test fails or a path does not exist, RequestEntityTooLarge beyond the limits.
 */
export function applyJsonPatch(document, patch) {
    const operations = parseOperations(patch);
    let result = structuredClone(document);
    let copied = 0;
    for (const [index, operation] of operations.entries()) {
        if (operation.op === 'copy')
            copied += sizeAt(result, operation.from);
        if (copied > MAX_JSON_PATCH_COPIED) {
            throw new StatusError('RequestEntityTooLarge', 'the copy operations of the patch copy too much');
        }
        result = applyOne(result, operation, index);
    }
    return result;
}
function applyOne(document, operation, index) {
    try {
        return jsonPatch.applyOperation(document, operation, true, true, true, index).newDocument;
    }
    catch (error) {
        // The library's message holds the whole document, so only our own words reach the client.
        const failed = operation.op === 'test' ? 'test failed' : `cannot ${operation.op}`;
        throw new StatusError('Invalid', `the server rejected our request due to an error in our request: operation ${index}: ${failed} at ${JSON.stringify(operation.path)}`, { details: {}, cause: error instanceof Error ? error.name : error });
    }
}
/** The operations as copies of our own: the library puts their values into the document and changes them there. */
function parseOperations(patch) {
    if (!Array.isArray(patch))
        throw malformed('a JSON patch is an array of operations');
    if (patch.length > MAX_JSON_PATCH_OPERATIONS) {
        throw new StatusError('RequestEntityTooLarge', `the allowed maximum operations in a JSON patch is ${MAX_JSON_PATCH_OPERATIONS}, got ${patch.length}`);
    }
    for (const [index, operation] of patch.entries())
        checkOperation(operation, index);
    return structuredClone(patch);
}
function checkOperation(operation, index) {
    if (!isJsonObject(operation))
        throw malformed(`operation ${index} is no object`);
    const { op, path, from } = operation;
    if (typeof op !== 'string' || !OPERATIONS.includes(op))
        throw malformed(`operation ${index}: unknown op`);
    if (!isPointer(path))
        throw malformed(`operation ${index}: path must be empty or start with "/"`);
    if ((op === 'move' || op === 'copy') && !isPointer(from)) {
        throw malformed(`operation ${index}: from must be empty or start with "/"`);
    }
    if ((op === 'add' || op === 'replace' || op === 'test') && !('value' in operation)) {
        throw malformed(`operation ${index}: value is missing`);
    }
}
function isPointer(path) {
    return typeof path === 'string' && (path === '' || path.startsWith('/'));
}
function sizeAt(document, pointer) {
    try {
        const value = jsonPatch.getValueByPointer(document, pointer);
        return value === undefined ? 0 : JSON.stringify(value).length;
    }
    catch {
        return 0; // No such path: the operation itself will say so.
    }
}
function malformed(detail) {
    return new StatusError('BadRequest', `error decoding patch: ${detail}`);
}
//# sourceMappingURL=json-patch.js.map