import {} from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { subjectHash } from '#libs/protocol';
import {} from '../work/object-table.js';
import { MAX_OWNERS, REMEMBERED_WARNINGS } from './limits.js';
/** Kinds that others make; only for them a look at their owners is worth a request. */
const MADE_BY_OTHERS = new Set(['Pod', 'ReplicaSet', 'Job']);
/** Finds the object of the federation that something in the member belongs to: itself, or by its controlling owners. */
export class OwnerFinder {
    member;
    table;
    /** By uid of what was looked up: the key of the object it belongs to, or '' for somebody else's. */
    known = new Map();
    constructor(member, table) {
        this.member = member;
        this.table = table;
    }
    /** Without a request: undefined is nobody's, `unknown` is worth a look. */
    cheaply(involved) {
        const own = this.tracked(involved);
        if (own)
            return own;
        const key = this.known.get(involved.uid);
        if (key !== undefined)
            return key === '' ? undefined : this.table.get(key);
        return MADE_BY_OTHERS.has(involved.kind) && involved.uid !== '' ? 'unknown' : undefined;
    }
    /** Asks the member for owners. @throws StatusError when it does not answer */
    async find(involved) {
        let next = involved;
        for (let step = 0; step <= MAX_OWNERS && next; step += 1) {
            const found = this.cheaply(next);
            if (found !== 'unknown')
                return this.remember(involved.uid, found);
            next = await this.ownerOf(next);
        }
        return this.remember(involved.uid, undefined);
    }
    tracked({ apiVersion, kind, namespace, name, uid }) {
        const object = this.table.get(subjectHash({ apiVersion, kind, namespace, name }));
        return object?.live && (uid === '' || object.live.uid === uid) ? object : undefined;
    }
    async ownerOf({ apiVersion, kind, namespace, name, uid }) {
        const resource = await this.member.resolve(apiVersion, kind);
        const object = await this.member.get(resource, namespace, name);
        if (object?.metadata.uid !== uid)
            return undefined;
        const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
        return owner && { ...owner, namespace };
    }
    remember(uid, object) {
        this.known.set(uid, object?.key ?? '');
        const [oldest] = this.known.keys();
        if (this.known.size > REMEMBERED_WARNINGS && oldest !== undefined)
            this.known.delete(oldest);
        return object;
    }
}
//# sourceMappingURL=owner-finder.js.map