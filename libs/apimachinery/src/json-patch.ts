import jsonPatch, { type Operation } from 'fast-json-patch';
import { isJsonObject } from './json.js';
import { MAX_JSON_PATCH_COPIED, MAX_JSON_PATCH_OPERATIONS } from './limits.js';
import { StatusError } from './status-error.js';

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/**
 * RFC 6902 on a copy of the document; neither input is touched. Throws BadRequest when the patch is no list of objects, Invalid
 * (422) when an operation is malformed, a test fails or a path does not exist, RequestEntityTooLarge beyond the limits.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = parseOperations(patch);
  let result: unknown = structuredClone(document);
  let copied = 0;
  for (const [index, operation] of operations.entries()) {
    if (operation.op === 'copy') copied += sizeAt(result, operation.from);
    if (copied > MAX_JSON_PATCH_COPIED) {
      throw new StatusError('RequestEntityTooLarge', 'the copy operations of the patch copy too much');
    }
    result = applyOne(result, operation, index);
  }
  return result;
}

function applyOne(document: unknown, operation: Operation, index: number): unknown {
  try {
    return jsonPatch.applyOperation(document, operation, true, true, true, index).newDocument;
  } catch (error) {
    // The library's message holds the whole document, so only our own words reach the client.
    const failed = operation.op === 'test' ? 'test failed' : `cannot ${operation.op}`;
    const detail = `${failed} at ${JSON.stringify(operation.path)}`;
    throw unfit(index, detail, error instanceof Error ? error.name : error);
  }
}

/** The operations as copies of our own: the library puts their values into the document and changes them there. */
function parseOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) throw malformed('a JSON patch is an array of operations');
  if (patch.length > MAX_JSON_PATCH_OPERATIONS) {
    throw new StatusError(
      'RequestEntityTooLarge',
      `the allowed maximum operations in a JSON patch is ${MAX_JSON_PATCH_OPERATIONS}, got ${patch.length}`,
    );
  }
  for (const [index, operation] of patch.entries()) checkOperation(operation, index);
  return structuredClone(patch) as Operation[];
}

/** What is no operation at all cannot be decoded; what an operation lacks is found when it is applied. */
function checkOperation(operation: unknown, index: number): void {
  if (!isJsonObject(operation)) throw malformed(`operation ${index} is no object`);
  const { op, path, from } = operation;
  if (typeof op !== 'string' || !OPERATIONS.includes(op)) throw unfit(index, 'unknown op');
  if (!isPointer(path)) throw unfit(index, 'path must be empty or start with "/"');
  if ((op === 'move' || op === 'copy') && !isPointer(from)) {
    throw unfit(index, 'from must be empty or start with "/"');
  }
  if ((op === 'add' || op === 'replace' || op === 'test') && !('value' in operation)) {
    throw unfit(index, 'value is missing');
  }
}

function unfit(index: number, detail: string, cause?: unknown): StatusError {
  return new StatusError(
    'Invalid',
    `the server rejected our request due to an error in our request: operation ${index}: ${detail}`,
    { details: {}, cause },
  );
}

function isPointer(path: unknown): path is string {
  return typeof path === 'string' && (path === '' || path.startsWith('/'));
}

function sizeAt(document: unknown, pointer: string): number {
  try {
    const value: unknown = jsonPatch.getValueByPointer(document, pointer);
    return value === undefined ? 0 : JSON.stringify(value).length;
  } catch {
    return 0; // No such path: the operation itself will say so.
  }
}

function malformed(detail: string): StatusError {
  return new StatusError('BadRequest', `error decoding patch: ${detail}`);
}
