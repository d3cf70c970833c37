import { parseDocument, type Tags } from 'yaml';
import { StatusError } from '#libs/apimachinery';
import { countKeys, duplicateKeys } from './content/duplicate-keys.js';
import { type BodyFormat } from './content/negotiation.js';
import { badRequest } from './errors.js';
import { MAX_BODY_DEPTH, MAX_YAML_ALIASES } from './limits.js';

export interface DecodedBody {
  readonly value: unknown;
  /** One sentence for each key that an object holds twice. */
  readonly duplicates: readonly string[];
}

/**
 * Decodes JSON or YAML. JSON is tried first for YAML bodies, because that is what clients mostly send.
 * @throws StatusError BadRequest
 */
export function decodeText(body: Uint8Array, format: Exclude<BodyFormat, 'protobuf'>): DecodedBody {
  const text = decodeUtf8(body);
  return format === 'yaml' && !text.trimStart().startsWith('{') ? fromYaml(text) : fromJson(text);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch (error) {
    throw badRequest('the body of the request is not valid UTF-8', error);
  }
}

function fromJson(text: string): DecodedBody {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not JSON';
    throw badRequest(`couldn't get version/kind; json parse error: ${why}`, error);
  }
  const kept = keysIn(value, MAX_BODY_DEPTH);
  if (countKeys(text) === kept) return { value, duplicates: [] };
  return { value, duplicates: duplicateKeys(text).map((path) => `duplicate field ${JSON.stringify(path)}`) };
}

function fromYaml(text: string): DecodedBody {
  // YAML 1.1, as Kubernetes reads it; without its timestamps, sets and binaries, which are no JSON.
  const document = parseDocument(text, { version: '1.1', merge: true, customTags: withoutDates });
  const duplicates = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const fatal = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  if (fatal) throw badRequest(`error converting YAML to JSON: yaml: ${firstLine(fatal.message)}`, fatal);
  try {
    const value = document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) as unknown;
    keysIn(value, MAX_BODY_DEPTH);
    return { value, duplicates: duplicates.map((error) => `yaml: ${firstLine(error.message)}`) };
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw badRequest('error converting YAML to JSON: yaml: document contains excessive aliasing', error);
  }
}

const NOT_JSON = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
]);

function withoutDates(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !NOT_JSON.has(tag.tag));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** How many keys the objects in a value have together. @throws StatusError BadRequest when it nests too deep */
function keysIn(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) throw badRequest(`the body of the request nests deeper than ${MAX_BODY_DEPTH} levels`);
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += keysIn(item, levels - 1);
  else {
    for (const key in value) {
      count += 1;
      count += keysIn((value as Record<string, unknown>)[key], levels - 1);
    }
  }
  return count;
}
