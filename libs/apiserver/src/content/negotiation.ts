import { StatusError } from '#libs/apimachinery';
import { type MediaType, parseAccept, parseMediaType } from './media-type.js';

/** The shapes in which an answer can be given. */
export type Form = 'object' | 'table' | 'partial-metadata';

/** What the client gets: the shape, the meta.k8s.io version of Table and PartialObjectMetadata, the encoding. */
export interface Representation {
  readonly form: Form;
  readonly version: 'v1' | 'v1beta1';
  readonly encoding: 'json' | 'yaml';
}

export type BodyFormat = 'json' | 'yaml' | 'protobuf';
export type PatchFormat = 'json-patch' | 'merge-patch' | 'strategic-merge-patch' | 'apply-patch';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const BODY_TYPES: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  [PROTOBUF, 'protobuf'],
]);

const PATCH_TYPES: ReadonlyMap<string, PatchFormat> = new Map([
  ['application/json-patch+json', 'json-patch'],
  ['application/merge-patch+json', 'merge-patch'],
  ['application/strategic-merge-patch+json', 'strategic-merge-patch'],
  ['application/apply-patch+yaml', 'apply-patch'],
]);

const FORM_OF_KIND: ReadonlyMap<string, Form> = new Map([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'partial-metadata'],
  ['PartialObjectMetadataList', 'partial-metadata'],
]);

const JSON_OBJECT: Representation = { form: 'object', version: 'v1', encoding: 'json' };

/**
 * Chooses the representation for an Accept header from the forms that an endpoint has. A client that asks for
 * protobuf gets JSON: every client that does so decodes by the answer's Content-Type. `streaming`: a watch, never YAML.
 * Throws NotAcceptable when no clause fits.
 */
export function negotiate(
  accept: string | undefined,
  forms: readonly Form[],
  streaming = false,
): Representation {
  // What nearly every program asks for.
  if (accept === 'application/json' && forms.includes('object')) return JSON_OBJECT;
  for (const clause of parseAccept(accept)) {
    const encoding = encodingOf(clause, streaming);
    if (encoding === undefined) continue;
    const shape = shapeOf(clause);
    if (shape !== undefined && forms.includes(shape.form)) return { ...shape, encoding };
  }
  const accepted = streaming ? 'application/json' : 'application/json, application/yaml';
  throw new StatusError(
    'NotAcceptable',
    `only the following media types are accepted: ${accepted}, ${PROTOBUF}`,
  );
}

function encodingOf(clause: MediaType, streaming: boolean): 'json' | 'yaml' | undefined {
  switch (clause.type) {
    case 'application/json':
    case 'application/*':
    case '*/*':
    case PROTOBUF:
      return 'json';
    case 'application/yaml':
      return streaming ? undefined : 'yaml';
    default:
      return undefined;
  }
}

function shapeOf(clause: MediaType): Pick<Representation, 'form' | 'version'> | undefined {
  const { as, g, v } = clause.parameters;
  if (as === undefined) return { form: 'object', version: 'v1' };
  const form = FORM_OF_KIND.get(as);
  if (form === undefined || g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  return { form, version: v };
}

/** Which encoding a POST, PUT or DELETE body is in. kubectl 1.20 sends JSON with no header. Throws UnsupportedMediaType. */
export function requestContentType(header: string | undefined): BodyFormat {
  if (header === undefined || header.trim() === '') return 'json';
  return (
    BODY_TYPES.get(header) ?? BODY_TYPES.get(parseMediaType(header).type) ?? refuse([...BODY_TYPES.keys()])
  );
}

/** Which patch a PATCH body is. Custom resources take no strategic merge patch. Throws UnsupportedMediaType. */
export function patchContentType(header = '', custom: boolean): PatchFormat {
  const format = PATCH_TYPES.get(header) ?? PATCH_TYPES.get(parseMediaType(header).type);
  if (format !== undefined && !(custom && format === 'strategic-merge-patch')) return format;
  return refuse(patchMediaTypes(custom));
}

/** The media types of the patches that a resource takes. */
export function patchMediaTypes(custom: boolean): string[] {
  const all = [...PATCH_TYPES].filter(([, format]) => !(custom && format === 'strategic-merge-patch'));
  return all.map(([type]) => type);
}

function refuse(accepted: readonly string[]): never {
  throw new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}
