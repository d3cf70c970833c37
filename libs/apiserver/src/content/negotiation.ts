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

const BODY_TYPES: Readonly<Record<string, BodyFormat | undefined>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  [PROTOBUF]: 'protobuf',
};

const PATCH_TYPES: Readonly<Record<string, PatchFormat | undefined>> = {
  'application/json-patch+json': 'json-patch',
  'application/merge-patch+json': 'merge-patch',
  'application/strategic-merge-patch+json': 'strategic-merge-patch',
  'application/apply-patch+yaml': 'apply-patch',
};

const FORM_OF_KIND: Readonly<Record<string, Form | undefined>> = {
  Table: 'table',
  PartialObjectMetadata: 'partial-metadata',
  PartialObjectMetadataList: 'partial-metadata',
};

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
  const form = FORM_OF_KIND[as];
  if (form === undefined || g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  return { form, version: v };
}

/** Which encoding a POST, PUT or DELETE body is in. kubectl 1.20 sends JSON with no header. Throws UnsupportedMediaType. */
export function requestContentType(header: string | undefined): BodyFormat {
  if (header === undefined || header.trim() === '') return 'json';
  return BODY_TYPES[parseMediaType(header).type] ?? refuse(Object.keys(BODY_TYPES));
}

/** Which patch a PATCH body is. Custom resources take no strategic merge patch. Throws UnsupportedMediaType. */
export function patchContentType(header: string | undefined, custom: boolean): PatchFormat {
  const format = PATCH_TYPES[parseMediaType(header ?? '').type];
  if (format !== undefined && !(custom && format === 'strategic-merge-patch')) return format;
  return refuse(patchMediaTypes(custom));
}

/** The media types of the patches that a resource takes. */
export function patchMediaTypes(custom: boolean): string[] {
  return Object.keys(PATCH_TYPES).filter(
    (type) => !(custom && PATCH_TYPES[type] === 'strategic-merge-patch'),
  );
}

function refuse(accepted: readonly string[]): never {
  throw new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}
