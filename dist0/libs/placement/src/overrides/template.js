import { isJsonObject, setField, StatusError } from '#libs/apimachinery';
import {} from '../cluster-affinity.js';
/** Values of overrides may speak of the cluster that they are for: `{{cluster.region}}`. There is no code, and nothing beyond this. */
const OPEN = '{{';
/** At a `{{`: a field of the cluster, one of its labels, or quoted text for itself. Nothing else is a reference. */
const REFERENCE = /\{\{[ \t]*(?:cluster\.(?<field>name|provider|region|zone)|cluster\.labels\['(?<label>[^']*)'\]|'(?<text>[^']*)')[ \t]*\}\}/y;
const WRONG = "`{{` begins {{cluster.name}}, {{cluster.provider}}, {{cluster.region}}, {{cluster.zone}}, {{cluster.labels['KEY']}} or {{'TEXT'}}, which is TEXT itself";
/** What is wrong with the references in any string of a value (keys of objects are taken as they are); undefined: nothing. */
export function templateProblem(value) {
    try {
        mapTexts(value, (text) => replaceReferences(text, () => ''));
        return undefined;
    }
    catch (error) {
        if (error instanceof StatusError)
            return error.message;
        throw error;
    }
}
/**
 * The value with every reference in its strings replaced. Never shows the value itself: it may be meant for a Secret.
 * @throws StatusError Invalid for what the cluster does not have: a region, exactly one zone, that label
 */
export function renderValue(value, cluster) {
    return mapTexts(value, (text) => replaceReferences(text, (groups) => resolve(groups, cluster)));
}
function resolve({ field, label, text }, cluster) {
    if (text !== undefined)
        return text;
    if (label !== undefined) {
        const value = Object.hasOwn(cluster.labels, label) ? cluster.labels[label] : undefined;
        if (value === undefined)
            throw unknown(`the cluster has no label ${JSON.stringify(label)}`);
        return value;
    }
    if (field === 'name')
        return cluster.name;
    if (field === 'region' || field === 'provider') {
        if (cluster[field] === '')
            throw unknown(`the ${field} of the cluster is not known`);
        return cluster[field];
    }
    const [zone, ...more] = cluster.zones;
    if (zone === undefined || more.length > 0)
        throw unknown(`{{cluster.zone}} needs a cluster of one zone, and this one has ${cluster.zones.length}`);
    return zone;
}
function unknown(message) {
    return new StatusError('Invalid', message);
}
function replaceReferences(text, replace) {
    let from = 0;
    let rendered = '';
    for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, from)) {
        REFERENCE.lastIndex = at;
        const match = REFERENCE.exec(text);
        if (!match)
            throw unknown(WRONG);
        rendered += text.slice(from, at) + replace(match.groups ?? {});
        from = REFERENCE.lastIndex;
    }
    return from === 0 ? text : rendered + text.slice(from);
}
function mapTexts(value, change) {
    if (typeof value === 'string')
        return change(value);
    if (Array.isArray(value))
        return value.map((item) => mapTexts(item, change));
    if (!isJsonObject(value))
        return value;
    const copy = {};
    for (const key of Object.keys(value))
        setField(copy, key, mapTexts(value[key], change));
    return copy;
}
//# sourceMappingURL=template.js.map