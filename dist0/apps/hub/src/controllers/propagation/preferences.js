import {} from '#libs/apimachinery';
import { parsePreferences } from '#libs/placement';
/** What an annotation of the object says about its division; undefined: nothing. @throws StatusError Invalid */
export function preferencesOf(object, annotation) {
    if (annotation === undefined)
        return undefined;
    const text = object.metadata.annotations?.[annotation];
    return text === undefined ? undefined : parsePreferences(text, annotation);
}
//# sourceMappingURL=preferences.js.map