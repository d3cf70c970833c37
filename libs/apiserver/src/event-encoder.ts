import { formatApiVersion, type KubeObject } from '#libs/apimachinery';
import { partialMetadata } from './content/partial-metadata.js';
import { fromStorage, isShownAsStored } from './convert.js';
import { jsonOf, sharedText } from './object-texts.js';
import { type ServedResource } from './registry.js';

export interface EventForm {
  readonly resource: ServedResource;
  readonly form: 'object' | 'partial-metadata';
  readonly version: 'v1' | 'v1beta1';
  readonly key: string;
}

/** One line of a watch stream for a stored object. */
export function encodeEvent(form: EventForm, type: string, object: KubeObject): string {
  return `{"type":"${type}","object":${shownText(form, object)}}\n`;
}

/** The same for a change, of which many watchers hear at once: the very same text for all of them that see it alike. */
export function encodeChange(form: EventForm, type: string, object: KubeObject): string {
  return sharedText(object, type + form.key, () => encodeEvent(form, type, object));
}

/** What `encodeChange` tells apart. */
export function eventForm({ resource, form, version }: Omit<EventForm, 'key'>): EventForm {
  return { resource, form, version, key: ` ${form} ${version} ${formatApiVersion(resource.served)}` };
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
