import { type KubeObject } from '#libs/apimachinery';
import { SHARED_TEXT_CHARS } from './limits.js';

/** Form -> text. */
type Texts = Map<string, string>;

/** Oldest first. */
const recent = new Map<KubeObject, Texts>();
let characters = 0;

/**
 * The JSON of a stored object, which must never change. The answer to a write, the watch events that tell of it and the
 * journal of a simulated cluster show one object within moments, so the texts of recent ones are kept.
 */
export function jsonOf(object: KubeObject): string {
  return sharedText(object, '', JSON.stringify);
}

/** Another text of a stored object: `form` names what `encode` makes of it. A hundred watchers cost one encoding. */
export function sharedText(object: KubeObject, form: string, encode: (object: KubeObject) => string): string {
  let texts = recent.get(object);
  const known = texts?.get(form);
  if (known !== undefined) return known;
  const text = encode(object);
  if (!texts) recent.set(object, (texts = new Map<string, string>()));
  texts.set(form, text);
  characters += text.length;
  if (characters > SHARED_TEXT_CHARS) dropOldest();
  return text;
}

function dropOldest(): void {
  for (const [object, texts] of recent) {
    recent.delete(object);
    for (const text of texts.values()) characters -= text.length;
    if (characters <= SHARED_TEXT_CHARS) return;
  }
}
