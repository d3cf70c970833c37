import { formatApiVersion, type KubeObject } from '#libs/apimachinery';
import { partialMetadata } from './content/partial-metadata.js';
import { fromStorage, isShownAsStored } from './convert.js';
import { jsonOf, sharedText } from './object-texts.js';
import { type ServedResource } from './registry.js';

export interface EventForm {
  readonly resource: ServedResource;
  readonly form: 'object' | 'partial-metadata';
  readonly version: 'v1' | 'v1beta1';
}

/** One line of a watch stream for a stored object; watchers of the same form share its encoding. */
export function encodeEvent(form: EventForm, type: string, object: KubeObject): string {
  return `{"type":"${type}","object":${shownText(form, object)}}\n`;
}

function shownText({ resource, form, version }: EventForm, object: KubeObject): string {
  if (form === 'partial-metadata')
    return sharedText(object, form + version, (stored) => JSON.stringify(partialMetadata(stored, version)));
  if (isShownAsStored(resource, object)) return jsonOf(object);
  return sharedText(object, formatApiVersion(resource.served), (stored) =>
    JSON.stringify(fromStorage(resource, stored)),
  );
}

/** One line of a watch stream for anything else. */
export function encodeLine(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}
