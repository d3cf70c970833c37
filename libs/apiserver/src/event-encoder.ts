import { partialMetadata } from './content/partial-metadata.js';
import { fromStorage } from './convert.js';
import { SHARED_EVENTS } from './limits.js';
import { type ServedResource } from './registry.js';
import { type WatchChange } from './storage.js';
import { type KubeObject } from '#libs/apimachinery';

export interface EventForm {
  readonly resource: ServedResource;
  readonly form: 'object' | 'partial-metadata';
  readonly version: 'v1' | 'v1beta1';
}

/**
 * Encodes watch events. Watchers of the same representation share the text of recent changes, so that a hundred
 * watchers cost one encoding.
 */
export class EventEncoder {
  private readonly recent = new Map<WatchChange, Map<string, string>>();

  /** `type` and `object` differ from the change's own where an object enters or leaves a selector. */
  encode(form: EventForm, change: WatchChange, type: string, object: KubeObject): string {
    if (type !== change.type || object !== change.object) return encodeEvent(form, type, object);
    const { group, version } = form.resource.served;
    const key = `${group}/${version}/${form.form}/${form.version}`;
    let texts = this.recent.get(change);
    if (!texts) {
      texts = new Map();
      this.recent.set(change, texts);
      if (this.recent.size > SHARED_EVENTS) this.dropOldest();
    }
    let text = texts.get(key);
    if (text === undefined) {
      text = encodeEvent(form, type, object);
      texts.set(key, text);
    }
    return text;
  }

  private dropOldest(): void {
    const [oldest] = this.recent.keys();
    if (oldest) this.recent.delete(oldest);
  }
}

/** One line of a watch stream. */
export function encodeEvent(form: EventForm, type: string, object: KubeObject): string {
  const shown =
    form.form === 'object' ? fromStorage(form.resource, object) : partialMetadata(object, form.version);
  return encodeLine(type, shown);
}

export function encodeLine(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}
