import { StatusError } from '#libs/apimachinery';
import {} from '../../apps/cli/src/kube-http.js';
import { eventually } from './eventually.js';
import { listByName } from './federation.js';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
/** The server did not say what became of the request. */
const UNCERTAIN = new Set([
    'ServiceUnavailable',
    'Timeout',
    'ServerTimeout',
    'InternalError',
    'TooManyRequests',
]);
/**
 * Clients that create, change and delete ConfigMaps as fast as they are answered, and remember for each what the server
 * acknowledged: afterwards that must be there, and of a request without an answer either all or nothing.
 */
export class Writers {
    http;
    label;
    /** By name, what may be there at the end. */
    allowed = new Map();
    /** Requests that were answered with success. */
    acknowledged = 0;
    /** Requests whose outcome the client does not know. */
    uncertain = 0;
    /** The newest resourceVersion that was answered. */
    newest = 0n;
    stopping = false;
    loops = [];
    failure;
    /** `label` keeps the objects of one test apart from others'. */
    constructor(http, label) {
        this.http = http;
        this.label = label;
    }
    get list() {
        return `${CONFIG_MAPS}?labelSelector=test%3D${this.label}`;
    }
    /** Writes while `during` runs, and stops with it in any case. @throws what a writer met that no crash explains */
    async during(writers, during) {
        this.start(writers);
        try {
            await during();
        }
        finally {
            this.stopping = true;
            await Promise.all(this.loops);
        }
        this.rethrow();
    }
    start(writers) {
        this.loops = Array.from({ length: writers }, async (_, writer) => {
            try {
                for (let index = 0; !this.stopping; index++)
                    await this.write(`${this.label}-${writer}-${index}`, index);
            }
            catch (error) {
                this.failure ??= error;
            }
        });
    }
    /** Resolves when `count` more requests were acknowledged. */
    async more(count) {
        const goal = this.acknowledged + count;
        await eventually(`${count} more acknowledged writes`, () => {
            if (this.failure !== undefined)
                return Promise.resolve(true);
            return Promise.resolve(this.acknowledged >= goal);
        });
        this.rethrow();
    }
    /** Hub and members hold what was acknowledged and agree about the rest. @throws Error that says what differs */
    async verify(federation) {
        const stored = await listByName(federation.hub, this.list);
        const wrong = [...this.allowed].flatMap(([name, values]) => {
            const object = stored.get(name);
            const found = object?.metadata.deletionTimestamp === undefined ? valueOf(object) : undefined;
            return values.includes(found) ? [] : [`${name}: ${found ?? 'absent'}, not ${values.join(' or ')}`];
        });
        const unknown = [...stored.keys()].filter((name) => !this.allowed.has(name));
        if (wrong.length + unknown.length > 0)
            throw new Error(`the hub lost or invented writes: ${[...wrong, ...unknown].join('; ')}`);
        for (const cluster of federation.clusters)
            await this.agree(federation, cluster);
    }
    async agree(federation, cluster) {
        let differences = [];
        try {
            await eventually(`${cluster} agrees with the hub`, async () => {
                const [hub, member] = await Promise.all([
                    listByName(federation.hub, this.list),
                    listByName(federation.member(cluster), this.list),
                ]);
                differences = [...new Set([...hub.keys(), ...member.keys()])].filter((name) => hub.get(name)?.metadata.deletionTimestamp !== undefined ||
                    valueOf(hub.get(name)) !== valueOf(member.get(name)));
                return differences.length === 0;
            });
        }
        catch (cause) {
            throw new Error(`${cluster} differs from the hub in ${differences.join(', ')}`, { cause });
        }
    }
    /** One life of one object; every third is deleted again. Ends at the first request without an answer. */
    async write(name, index) {
        const path = `${CONFIG_MAPS}/${name}`;
        const metadata = { name, namespace: 'default', labels: { test: this.label } };
        const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'first' } };
        const contentType = 'application/merge-patch+json';
        const created = await this.attempt(name, 'first', () => this.http.call({ method: 'POST', path: CONFIG_MAPS, body }));
        const changed = created &&
            (await this.attempt(name, 'second', () => this.http.call({ method: 'PATCH', path, contentType, body: { data: { value: 'second' } } })));
        if (changed && index % 3 === 0)
            await this.attempt(name, undefined, () => this.http.call({ method: 'DELETE', path }));
    }
    async attempt(name, value, send) {
        const before = this.allowed.get(name) ?? [undefined];
        this.allowed.set(name, [...before, value]);
        try {
            const answer = await send();
            this.allowed.set(name, [value]);
            this.acknowledged++;
            const version = BigInt(answer.metadata.resourceVersion ?? '0');
            if (version > this.newest)
                this.newest = version;
            return true;
        }
        catch (error) {
            if (error instanceof StatusError && !UNCERTAIN.has(error.reason))
                throw error;
            this.uncertain++;
            await this.untilServed();
            return false;
        }
    }
    async untilServed() {
        await eventually('the hub serves again', async () => {
            if (this.stopping)
                return true;
            await this.http.call({ method: 'GET', path: `${CONFIG_MAPS}?limit=1` });
            return true;
        });
    }
    rethrow() {
        if (this.failure !== undefined)
            throw this.failure;
    }
}
function valueOf(object) {
    return object?.['data']?.value;
}
//# sourceMappingURL=writers.js.map