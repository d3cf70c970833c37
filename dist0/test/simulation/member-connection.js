import { StatusError } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import {} from './object-log.js';
import {} from './process.js';
import { RESOURCES } from './sim-member.js';
/** Longest way of a request, or of its answer, ms. */
const HOP_MS = 20;
/** An agent's connection to its member: requests take a moment, and answers can be lost after the deed. */
export class MemberConnection {
    member;
    process;
    loses;
    constructor(member, process, 
    /** Whether the answer to this call is lost. */
    loses) {
        this.member = member;
        this.process = process;
        this.loses = loses;
    }
    ready() {
        return this.call(() => undefined);
    }
    version() {
        return this.call(() => ({ gitVersion: 'v1.34.0' }));
    }
    resolve(apiVersion, kind) {
        const found = RESOURCES.find((row) => row.kind === kind);
        if (found)
            return Promise.resolve(found);
        return Promise.reject(new StatusError('NotFound', `no ${kind} in ${apiVersion}`));
    }
    get(resource, namespace, name) {
        return this.call(() => this.member.log.get(keyIn(resource, namespace, name)));
    }
    apply(_resource, object, options) {
        const sent = structuredClone(object);
        return this.call(() => this.member.apply(sent, options.fieldManager));
    }
    mergePatch(resource, namespace, name, patch) {
        return this.call(() => this.member.patch(keyIn(resource, namespace, name), patch, 'meridian'));
    }
    async delete(resource, namespace, name, options) {
        const key = keyIn(resource, namespace, name);
        return await this.call(() => {
            if (!this.member.log.get(key))
                return undefined;
            const left = this.member.delete(key, options.uid);
            return left ?? { apiVersion: 'v1', kind: 'Status', metadata: {} };
        });
    }
    list(resource, { namespace, labelSelector = '' }) {
        return this.call(() => {
            const { log } = this.member;
            const [label = '', value = ''] = labelSelector.split('=');
            const items = resource.kind === 'Pod'
                ? this.member.pods(namespace ?? '', value)
                : log.of(resource, namespace).filter((object) => matches(object, label, value));
            return { items, resourceVersion: log.resourceVersion };
        });
    }
    async *pages(resource, options) {
        yield await this.list(resource, options);
    }
    async *watch(resource, { labelSelector = '', resourceVersion }, signal) {
        const [label = '', value = ''] = labelSelector.split('=');
        const check = () => this.refuseWhileDown();
        for await (const event of this.member.log.watch(resource, resourceVersion, signal, check)) {
            const type = typeFor(event, label, value);
            await this.process.pause(HOP_MS);
            if (type)
                yield { type, object: structuredClone(event.object) };
        }
    }
    close() {
        // Nothing is held.
    }
    async call(act) {
        await this.process.pause(HOP_MS);
        this.refuseWhileDown();
        const answer = structuredClone(act());
        await this.process.pause(HOP_MS);
        if (!this.member.up || this.loses())
            throw new StatusError('Timeout', 'no answer');
        return answer;
    }
    refuseWhileDown() {
        if (!this.member.up)
            throw new StatusError('ServiceUnavailable', 'the member cannot be reached');
    }
}
/** As a watch with a label selector tells it: what no longer matches is gone. */
function typeFor(event, label, value) {
    const did = event.previous !== undefined && matches(event.previous, label, value);
    const does = event.type !== 'DELETED' && matches(event.object, label, value);
    if (does)
        return did ? 'MODIFIED' : 'ADDED';
    return did ? 'DELETED' : undefined;
}
function matches(object, label, value) {
    return label === '' || object.metadata.labels?.[label] === value;
}
function keyIn({ group, resource }, namespace, name) {
    return { group, resource, namespace, name };
}
//# sourceMappingURL=member-connection.js.map