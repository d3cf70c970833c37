import { formatApiVersion, isJsonObject, type KubeObject } from '#libs/apimachinery';
import {
  cannotBeHandled,
  fieldProblems,
  parseFieldValidation,
  strictDecodingError,
} from './content/field-validation.js';
import { requestContentType } from './content/negotiation.js';
import { decodeProtobuf } from './content/protobuf-decode.js';
import { checkSchema } from './content/schema-check.js';
import { toStorage } from './convert.js';
import { badRequest, invalid } from './errors.js';
import { type Exchange } from './exchange.js';
import { dedupeOwners } from './owner-references.js';
import { decodeText } from './read-body.js';
import { optionsKindOf } from './write-options.js';

/**
 * The object in the request body, checked against its schema, in storage version. It belongs to the caller.
 * @throws StatusError BadRequest, UnsupportedMediaType
 */
export function decodeObject(exchange: Exchange): KubeObject {
  const { value, duplicates } = decodeRaw(exchange);
  const object = asObject(exchange, value);
  checkFields(exchange, object, duplicates);
  toStorage(exchange.resource, object);
  return object;
}

/** The JSON of the request's body, whatever it means. @throws StatusError BadRequest, UnsupportedMediaType */
export function decodeValue({ request: { body, headers } }: Exchange): unknown {
  const format = requestContentType(headers['content-type']);
  if (body.length === 0) throw badRequest('the body of the request is empty');
  if (format === 'protobuf') throw badRequest('the body of this request must be JSON or YAML');
  return decodeText(body, format).value;
}

function decodeRaw(exchange: Exchange): { value: unknown; duplicates: readonly string[] } {
  const { body, headers } = exchange.request;
  const format = requestContentType(headers['content-type']);
  if (body.length === 0) throw badRequest('the body of the request is empty');
  if (format === 'protobuf') {
    const { definition, served } = exchange.resource;
    const defaults = { apiVersion: formatApiVersion(served), kind: definition.kind };
    return { value: decodeProtobuf(body, defaults).object, duplicates: [] };
  }
  return decodeText(body, format);
}

/** Gives the value the type that the URL says; refuses one that says another itself. @throws StatusError BadRequest */
export function asObject(exchange: Exchange, value: unknown): KubeObject {
  const { definition, served } = exchange.resource;
  const expected = formatApiVersion(served);
  if (!isJsonObject(value))
    throw badRequest(
      `couldn't get version/kind; json parse error: the body is no object of kind ${definition.kind}`,
    );
  const { kind = definition.kind, apiVersion = expected } = value;
  if (kind !== definition.kind)
    throw cannotBeHandled(
      typeof kind === 'string' ? kind : '',
      typeof apiVersion === 'string' ? apiVersion : '',
      `the kind in the data does not match the expected kind ${definition.kind}`,
      definition.kind,
    );
  if (apiVersion !== expected)
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${expected})`,
    );
  const metadata = value['metadata'] ?? {};
  return Object.assign<object, KubeObject>(value, { kind, apiVersion, metadata });
}

/**
 * Prunes what the schema does not know and tells the client as fieldValidation asks.
 * @throws StatusError BadRequest for values of the wrong type (Invalid in custom objects), and for unknown fields under Strict
 */
export function checkFields(exchange: Exchange, object: KubeObject, duplicates: readonly string[]): void {
  const { definition, served } = exchange.resource;
  const { unknown, errors } = checkSchema(served.schema, object, { custom: definition.custom });
  const [first] = errors;
  // Decoding a custom object knows its metadata only: other types are a matter of its schema.
  if (first && definition.custom && errors.every(({ field = '' }) => !field.startsWith('metadata')))
    throw invalid(definition, object.metadata.name ?? '', errors);
  if (first) throw cannotBeHandled(definition.kind, served.version, first.message);
  exchange.warnings.push(...dedupeOwners(object.metadata));
  const level = parseFieldValidation(
    exchange.request.query.get('fieldValidation'),
    optionsKindOf(exchange.verb),
  );
  if (level === 'Ignore') return;
  const problems = [...fieldProblems(unknown, []), ...duplicates];
  if (problems.length === 0) return;
  if (level === 'Strict') throw strictDecodingError(definition.kind, served.version, problems);
  exchange.warnings.push(...problems);
}
