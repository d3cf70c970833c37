import { Composer, isScalar, LineCounter, Parser, visit, type CST, type Document, type Tags } from 'yaml';
import { StatusError } from '#libs/apimachinery';
import { countKeys, duplicateKeys } from './content/duplicate-keys.js';
import { type BodyFormat } from './content/negotiation.js';
import { badRequest } from './errors.js';
import { MAX_BODY_DEPTH, MAX_YAML_ALIASES, MAX_YAML_CHARS, MAX_YAML_DUPLICATES } from './limits.js';

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
  if (text.length > MAX_YAML_CHARS)
    throw new StatusError(
      'RequestEntityTooLarge',
      `the body is ${text.length} characters of YAML and may have at most ${MAX_YAML_CHARS}: send JSON`,
    );
  const lines = new LineCounter();
  const document = parseYaml(text, lines);
  if (!document) return { value: null, duplicates: [] };
  const [fatal] = document.errors;
  if (fatal) throw notYaml(lines, fatal.pos[0], fatal.message);
  try {
    const value = document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) as unknown;
    keysIn(value, MAX_BODY_DEPTH);
    return { value, duplicates: duplicatesIn(document, lines) };
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw badRequest('error converting YAML to JSON: yaml: document contains excessive aliasing', error);
  }
}

/**
 * What parseDocument does, in time that grows only with the length of the text: that compares each key of a map with all
 * before it, and goes on after an error, locating each. A megabyte of quotes or of keys took it minutes, in which nothing
 * else was served.
 */
function parseYaml(text: string, lines: LineCounter): Document.Parsed | undefined {
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
    let first: Document.Parsed | undefined;
    for (const document of composer.compose(wellFormed(text, lines), true, text.length)) {
      if (first) throw notYaml(lines, document.range[0], 'the body holds more than one document');
      first = document;
    }
    return first;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The tokens up to the first that no YAML has. */
function* wellFormed(text: string, lines: LineCounter): Generator<CST.Token> {
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    if (token.type === 'error') throw notYaml(lines, token.offset, token.message);
    yield token;
  }
}

function notYaml(lines: LineCounter, offset: number, why: string): StatusError {
  const { line } = lines.linePos(offset);
  return badRequest(`error converting YAML to JSON: yaml: line ${line}: ${firstLine(why)}`);
}

function duplicatesIn(document: Document.Parsed, lines: LineCounter): string[] {
  const found: string[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value) && found.length < MAX_YAML_DUPLICATES)
          found.push(
            `yaml: line ${lines.linePos(key.range?.[0] ?? 0).line}: key ${JSON.stringify(key.value)} already set in map`,
          );
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
