import { type KubeObject } from '#libs/apimachinery';
import { parsePreferences, type Preferences } from '#libs/placement';

/** What an annotation of the object says about its division; undefined: nothing. @throws StatusError Invalid */
export function preferencesOf(object: KubeObject, annotation: string | undefined): Preferences | undefined {
  if (annotation === undefined) return undefined;
  const text = object.metadata.annotations?.[annotation];
  return text === undefined ? undefined : parsePreferences(text, annotation);
}
