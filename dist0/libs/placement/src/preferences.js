import { invalidField, isJsonObject, StatusError } from '#libs/apimachinery';
import { MAX_ANNOTATION_LENGTH, MAX_REPLICAS, MAX_WEIGHT } from './limits.js';
/**
 * Parses the annotation (`federation.kubernetes.io/replica-set-preferences` or another of the same form). Field names in any
 * case and unknown fields ignored, as the original read them. Throws Invalid with a cause for each field that is wrong:
 * broken JSON, a value of another type, a negative number, a minimum above the maximum.
 */
export function parsePreferences(text, annotationKey) {
    const field = `metadata.annotations[${annotationKey}]`;
    if (text.length > MAX_ANNOTATION_LENGTH) {
        throw refused([invalidField(field, `${text.slice(0, 32)}...`, 'too long')]);
    }
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw refused([invalidField(field, text, 'must be JSON')]);
    }
    return readPreferences(value, field);
}
/** The same for a value that is parsed already; `field` is the path that errors begin with. */
export function readPreferences(value, field) {
    const causes = [];
    const fields = lowerCased(value ?? {}, field, causes);
    const rebalance = fields.get('rebalance') ?? false;
    if (typeof rebalance !== 'boolean') {
        causes.push(invalidField(`${field}.rebalance`, rebalance, 'must be true or false'));
    }
    const clusters = new Map();
    const given = fields.get('clusters') ?? {};
    if (!isJsonObject(given))
        causes.push(invalidField(`${field}.clusters`, given, 'must be an object'));
    else {
        for (const [name, preference] of Object.entries(given)) {
            clusters.set(name, readCluster(preference, `${field}.clusters[${name}]`, causes));
        }
    }
    if (causes.length > 0)
        throw refused(causes);
    return { rebalance: rebalance === true, clusters };
}
function readCluster(value, field, causes) {
    const fields = lowerCased(value ?? {}, field, causes);
    const number = (name, max) => {
        const given = fields.get(name.toLowerCase()) ?? undefined;
        if (given === undefined)
            return undefined;
        const wrong = wrongCount(given, max);
        if (wrong === undefined)
            return given;
        causes.push(invalidField(`${field}.${name}`, given, wrong));
        return undefined;
    };
    const minReplicas = number('minReplicas', MAX_REPLICAS) ?? 0;
    const maxReplicas = number('maxReplicas', MAX_REPLICAS);
    if (maxReplicas !== undefined && minReplicas > maxReplicas) {
        const detail = `must not be below minReplicas (${minReplicas})`;
        causes.push(invalidField(`${field}.maxReplicas`, maxReplicas, detail));
    }
    return { minReplicas, maxReplicas, weight: number('weight', MAX_WEIGHT) ?? 0 };
}
/** What is wrong with a count; undefined when it is a whole number from 0 to `max`. */
export function wrongCount(value, max) {
    if (typeof value !== 'number' || !Number.isInteger(value))
        return 'must be a whole number';
    if (value < 0)
        return 'must be greater than or equal to 0';
    return value > max ? `must be less than or equal to ${max}` : undefined;
}
/** A 422 that names the fields; the message is the list of them. */
export function refused(causes) {
    const text = causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`).join(', ');
    return new StatusError('Invalid', text, { details: { causes } });
}
function lowerCased(value, field, causes) {
    if (isJsonObject(value)) {
        return new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
    }
    causes.push(invalidField(field, value, 'must be an object'));
    return new Map();
}
//# sourceMappingURL=preferences.js.map