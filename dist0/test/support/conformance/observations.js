import {} from '#libs/apimachinery';
import { eventsOf, isRecord } from './recordings.js';
/**
 * Every state of every object that a recording shows whole, so that the state before a request can be set up again: a
 * Table names uid and version only, and a patch does not show what it was applied to.
 */
export class Observations {
    byVersion = new Map();
    byUid = new Map();
    byRecording = new Map();
    byName = new Map();
    constructor(recordings) {
        for (const { name, requests } of recordings)
            for (const { resBody } of requests) {
                this.see(resBody);
                const object = asObject(resBody);
                if (object?.metadata.resourceVersion)
                    this.byRecording.set(name, object);
            }
        for (const states of [...this.byUid.values(), ...this.byName.values()])
            states.sort((a, b) => versionOf(a) - versionOf(b));
    }
    /** Exactly this state. */
    at(uid, resourceVersion) {
        return this.byVersion.get(`${uid}@${resourceVersion}`);
    }
    /** The last state of this object before a version. */
    before(uid, version) {
        return last(this.byUid.get(uid) ?? [], version);
    }
    /** The last state of any object of this kind and name before a version. */
    named(what, version = Infinity) {
        return last(this.byName.get(`${what.kind} ${what.namespace}/${what.name}`) ?? [], version);
    }
    /** The object in the last answer that a command got. */
    lastOf(recording) {
        return this.byRecording.get(recording);
    }
    see(body) {
        const events = eventsOf(body);
        if (events)
            for (const { object } of events)
                this.see(object);
        else if (isRecord(body))
            this.seeBody(body);
    }
    seeBody(body) {
        const { kind, apiVersion, items, rows } = body;
        if (Array.isArray(items))
            for (const item of items)
                this.seeObject({ kind: String(kind).replace(/List$/, ''), apiVersion, ...item });
        else if (Array.isArray(rows))
            for (const { object } of rows)
                this.see(object);
        else
            this.seeObject(body);
    }
    seeObject(value) {
        const object = asObject(value);
        if (!object)
            return;
        const { uid, resourceVersion, name = '', namespace = '' } = object.metadata;
        if (!uid || !resourceVersion || object.kind === 'PartialObjectMetadata' || object.kind === 'Scale')
            return;
        const version = `${uid}@${resourceVersion}`;
        if (this.byVersion.has(version))
            return;
        this.byVersion.set(version, object);
        add(this.byUid, uid, object);
        add(this.byName, `${object.kind} ${namespace}/${name}`, object);
    }
}
/** A JSON body that is one object with metadata. */
export function asObject(body) {
    return isRecord(body) && isRecord(body['metadata']) ? body : undefined;
}
export function versionOf(object) {
    return Number(object.metadata.resourceVersion ?? 0);
}
function last(states, version) {
    return states.filter((state) => versionOf(state) < version).at(-1);
}
function add(map, key, object) {
    const list = map.get(key);
    if (list)
        list.push(object);
    else
        map.set(key, [object]);
}
//# sourceMappingURL=observations.js.map