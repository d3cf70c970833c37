import {} from '#libs/apimachinery';
import { SHARED_TEXT_CHARS } from './limits.js';
/** Oldest first. */
const recent = new Map();
let characters = 0;
/**
 * The JSON of a stored object, which must never change. The answer to a write, the watch events that tell of it and the
 * journal of a simulated cluster show one object within moments, so the texts of recent ones are kept.
 */
export function jsonOf(object) {
    return sharedText(object, '', JSON.stringify);
}
/** Another text of a stored object: `form` names what `encode` makes of it. A hundred watchers cost one encoding. */
export function sharedText(object, form, encode) {
    let texts = recent.get(object);
    const known = texts?.get(form);
    if (known !== undefined)
        return known;
    const text = encode(object);
    if (!texts)
        recent.set(object, (texts = new Map()));
    texts.set(form, text);
    characters += text.length;
    if (characters > SHARED_TEXT_CHARS)
        dropOldest();
    return text;
}
function dropOldest() {
    for (const [object, texts] of recent) {
        recent.delete(object);
        for (const text of texts.values())
            characters -= text.length;
        if (characters <= SHARED_TEXT_CHARS)
            return;
    }
}
//# sourceMappingURL=object-texts.js.map