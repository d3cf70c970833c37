import {} from '#libs/protocol';
import {} from './checkpoint.js';
import {} from './fights.js';
import { isNewer, withoutBody } from './generations.js';
import {} from './live-object.js';
/** All tracked objects, by key and by type. */
export class ObjectTable {
    maxPackedBytes;
    objects = new Map();
    types = new Map();
    packedBytes = 0;
    newest = { epoch: 0, generation: 0 };
    constructor(maxPackedBytes) {
        this.maxPackedBytes = maxPackedBytes;
    }
    get size() {
        return this.objects.size;
    }
    /** The newest work generation that is known, and how many objects are to be there. */
    summary() {
        let objects = 0;
        for (const { work } of this.objects.values())
            if (work.action === 'apply')
                objects++;
        return { generation: this.newest.generation, objects };
    }
    newestWork() {
        return this.newest;
    }
    get(key) {
        return this.objects.get(key);
    }
    values() {
        return this.objects.values();
    }
    /** Of one type, as work names it. */
    ofType(apiVersion, kind) {
        return this.types.get(typeKey(apiVersion, kind)) ?? [];
    }
    typeNames() {
        return [...this.types.keys()].map((name) => {
            const at = name.lastIndexOf('/');
            return { apiVersion: name.slice(0, at), kind: name.slice(at + 1) };
        });
    }
    restore(key, entry) {
        const { work, applied, finished } = entry;
        this.add({ ...blank(key, work), applied, finished });
    }
    /** Takes in work that is newer than what is known, or mends it; undefined for any other. */
    accept(key, message) {
        const known = this.objects.get(key);
        if (known && !isNews(message, known))
            return undefined;
        const object = known ?? this.add(blank(key, withoutBody(message)));
        if (known)
            this.retype(known, message);
        object.affirmed = object.damaged && !isNewer(message, object.work);
        object.damaged = false;
        object.finished = undefined;
        this.unpack(object);
        object.work = withoutBody(message);
        object.failures = 0;
        object.deletingSince = undefined;
        if (message.body !== '' && this.packedBytes + message.body.length <= this.maxPackedBytes) {
            object.packed = message;
            this.packedBytes += message.body.length;
        }
        this.raise(message);
        return object;
    }
    /** The body is no longer needed in memory. */
    unpack(object) {
        this.packedBytes -= object.packed?.body.length ?? 0;
        object.packed = undefined;
    }
    forget(object) {
        this.unpack(object);
        this.objects.delete(object.key);
        const { apiVersion, kind } = object.work.object;
        this.types.get(typeKey(apiVersion, kind))?.delete(object);
    }
    add(object) {
        this.objects.set(object.key, object);
        const { apiVersion, kind } = object.work.object;
        const name = typeKey(apiVersion, kind);
        const type = this.types.get(name);
        if (type)
            type.add(object);
        else
            this.types.set(name, new Set([object]));
        this.raise(object.work);
        return object;
    }
    /** The hub may move to another version of the same object. */
    retype(object, message) {
        if (object.work.object.apiVersion === message.object.apiVersion)
            return;
        this.forget(object);
        object.work = withoutBody(message);
        this.add(object);
    }
    raise(work) {
        if (isNewer(work, this.newest))
            this.newest = { epoch: work.epoch, generation: work.generation };
    }
}
/** Newer than what is known, or the same once more where that is damaged. */
export function isNews(message, known) {
    return !known || isNewer(message, known.work) || (known.damaged && !isNewer(known.work, message));
}
function blank(key, work) {
    return {
        key,
        work: withoutBody(work),
        packed: undefined,
        damaged: false,
        affirmed: false,
        applied: undefined,
        finished: undefined,
        live: undefined,
        verdict: undefined,
        workload: undefined,
        failures: 0,
        deletingSince: undefined,
        repairs: { since: 0, count: 0 },
        rival: '',
    };
}
export function typeKey(apiVersion, kind) {
    return `${apiVersion}/${kind}`;
}
//# sourceMappingURL=object-table.js.map