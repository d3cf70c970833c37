import { parseObjectKey, formatGroupResource, deepEqual } from '#libs/apimachinery';
import { addToDigest, EMPTY_DIGEST } from '#libs/protocol';
import {} from '#libs/store';
import {} from './sim-clock.js';
/**
 * The hub's tables for work, reports and the outbox in memory, by the rules of libs/store (save_work of migrations/0007-moves.ts,
 * the statements of outbox-statements.ts and report-repository.ts). It outlives hubs, as Postgres does.
 */
export class SimStore {
    clock;
    versionOf;
    onPlan;
    rows = new Map();
    reported = new Map();
    heard = new Map();
    /** Every delete that was ever stored: generations by `cluster key`. */
    deletes = new Map();
    manifests = new Map();
    joined = new Map();
    generation = 0;
    state = { hubUid: 'hub-1', epoch: 1, deletionsHeld: false };
    listeners = [];
    constructor(clock, 
    /** resourceVersion of the object as stored; '' without one. */
    versionOf, onPlan) {
        this.clock = clock;
        this.versionOf = versionOf;
        this.onPlan = onPlan;
    }
    /** The hub that listened is dead. */
    forgetListeners() {
        this.listeners = [];
    }
    rowsOf(key) {
        return [...this.rows.values()].filter((row) => row.key === key).sort(byCluster);
    }
    rowsIn(cluster) {
        return [...this.rows.values()].filter((row) => row.cluster === cluster);
    }
    hubState() {
        return Promise.resolve(this.state);
    }
    raiseEpoch(seen, { generation }) {
        if (seen.epoch === this.state.epoch) {
            this.state = { ...this.state, epoch: seen.epoch + 1, deletionsHeld: true };
            this.generation = Math.max(this.generation, generation) + 1_000_000_000;
        }
        return Promise.resolve(this.state);
    }
    exclusive() {
        const { signal } = new AbortController();
        return Promise.resolve({ signal, held: () => true, release: () => Promise.resolve() });
    }
    agents = {
        upsert: (agent) => {
            this.joined.set(agent.cluster, agent);
            return Promise.resolve();
        },
        all: () => Promise.resolve([...this.joined.values()]),
    };
    heartbeats = {
        saveBatch: (rows) => {
            for (const row of rows)
                this.heard.set(row.cluster, row);
            return Promise.resolve();
        },
    };
    moves = {
        take: (wanted) => Promise.resolve(wanted),
    };
    reports = {
        saveBatch: (reports, receivedAt) => {
            const saved = reports.filter(({ key, report }) => {
                const name = `${report.cluster} ${key}`;
                const held = this.reported.get(name)?.report;
                const isNews = !held || isNewer(report, held);
                if (!this.rows.has(name) || !isNews)
                    return false;
                this.reported.set(name, { key, cluster: report.cluster, report, receivedAt });
                return true;
            });
            return Promise.resolve([...new Set(saved.map(({ key }) => key))]);
        },
    };
    audit = {
        digests: (cluster, instance) => {
            const digests = new Map();
            for (const row of this.rowsIn(cluster)) {
                const resource = formatGroupResource(parseObjectKey(row.key));
                const before = digests.get(resource) ?? { resource, work: EMPTY_DIGEST, reports: EMPTY_DIGEST };
                const sequence = this.sequenceOf(row, instance);
                digests.set(resource, {
                    resource,
                    work: addToDigest(before.work, row.generation),
                    reports: sequence === undefined ? before.reports : addToDigest(before.reports, sequence),
                });
            }
            return Promise.resolve([...digests.values()]);
        },
        rows: (cluster, resource, instance) => Promise.resolve(this.rowsIn(cluster)
            .filter(({ key }) => key.startsWith(`${resource}/`))
            .map((row) => ({
            key: row.key,
            generation: row.generation,
            publishedMs: row.published ? this.clock.now() - row.publishedAt : undefined,
            sequence: this.sequenceOf(row, instance),
        }))),
    };
    work = {
        load: (key) => {
            const work = this.rowsOf(key);
            return Promise.resolve({ work, reports: work.flatMap((row) => this.reported.get(nameOf(row)) ?? []) });
        },
        save: (plan, held) => Promise.resolve(this.save(plan, held)),
        outbox: (limit, past = new Map()) => Promise.resolve([...this.rows.values()]
            .filter((row) => !row.published && row.generation > (past.get(row.cluster) ?? 0))
            .filter(({ action }) => action !== 'delete' || !this.state.deletionsHeld)
            .sort((a, b) => a.generation - b.generation)
            .slice(0, limit)
            .map((row) => this.itemOf(row))),
        markPublished: (items) => {
            for (const item of items) {
                const row = this.rows.get(nameOf(item));
                if (row?.generation !== item.generation || row.attempt !== item.attempt || row.published)
                    continue;
                this.rows.set(nameOf(row), { ...row, published: true, publishedAt: this.clock.now() });
            }
            return Promise.resolve();
        },
        republish: ({ cluster } = {}) => Promise.resolve(this.again((row) => cluster === undefined || row.cluster === cluster)),
        republishKeys: (cluster, keys) => Promise.resolve(this.again((row) => row.cluster === cluster && keys.includes(row.key))),
        republishRecent: (ms) => Promise.resolve(this.again((row) => row.published && row.publishedAt > this.clock.now() - ms)),
        onSaved: (listener) => void this.listeners.push(listener),
        announce: () => {
            for (const listener of this.listeners)
                listener();
        },
        maxGeneration: () => Promise.resolve(this.generation),
        publishedGeneration: () => Promise.resolve(Math.max(0, ...[...this.rows.values()].filter(({ published }) => published).map((row) => row.generation))),
        keysWithWork: () => Promise.resolve([...new Set([...this.rows.values()].map(({ key }) => key))].sort()),
    };
    save(plan, held) {
        const wanted = plan.targets.map((target) => ({ target, content: contentOf(plan, target) }));
        if (held && isAsStored(wanted, held))
            return 'unchanged';
        if (this.versionOf(plan.key) !== plan.basis)
            return 'stale';
        const stored = this.rowsOf(plan.key);
        const isBehind = plan.seen !== undefined && stored.some(({ generation }) => generation > (plan.seen ?? 0));
        const differs = wanted.filter(({ target, content }) => this.rows.get(`${target.cluster} ${plan.key}`)?.content !== content);
        const gone = stored.filter((row) => !plan.targets.some(({ cluster }) => cluster === row.cluster));
        if (isBehind && differs.length + gone.length > 0)
            return 'stale';
        if (held && isAsStored(wanted, stored))
            return 'unchanged';
        for (const row of gone) {
            this.rows.delete(nameOf(row));
            this.reported.delete(nameOf(row));
        }
        if (plan.manifest)
            this.manifests.set(plan.manifest.hash, plan.manifest.text);
        for (const { target, content } of wanted)
            this.write(plan, target, content);
        this.onPlan(plan);
        this.work.announce();
        return 'saved';
    }
    write(plan, target, content) {
        const name = `${target.cluster} ${plan.key}`;
        const held = this.rows.get(name);
        const row = {
            publishedAt: 0,
            attempt: 0,
            ...(held ? { publishedAt: held.publishedAt, attempt: held.attempt } : {}),
            ...target,
            key: plan.key,
            uid: target.uid ?? plan.uid,
            manifestHash: hashOf(plan, target),
            content,
            ...(held?.content === content
                ? { generation: held.generation, published: held.published }
                : { generation: ++this.generation, published: false }),
        };
        this.rows.set(name, row);
        if (row.action === 'delete')
            this.deletes.set(name, [...(this.deletes.get(name) ?? []), row.generation]);
    }
    again(isMeant) {
        const rows = [...this.rows.values()].filter(isMeant);
        for (const row of rows)
            this.rows.set(nameOf(row), { ...row, published: false, attempt: row.attempt + 1 });
        if (rows.length > 0)
            this.work.announce();
        return rows.length;
    }
    itemOf(row) {
        const agent = this.joined.get(row.cluster);
        return {
            ...row,
            epoch: this.state.epoch,
            manifest: this.manifests.get(row.manifestHash) ?? '',
            secret: row.key.startsWith('secrets/'),
            ...(agent ? { agent } : {}),
        };
    }
    sequenceOf(row, instance) {
        const report = this.reported.get(nameOf(row))?.report;
        return report?.instance === instance ? report.sequence : undefined;
    }
}
function nameOf({ cluster, key }) {
    return `${cluster} ${key}`;
}
function byCluster(a, b) {
    return a.cluster < b.cluster ? -1 : 1;
}
function hashOf(plan, { action }) {
    return action === 'apply' ? (plan.manifest?.hash ?? '') : '';
}
/** Everything that an agent is told. */
function contentOf(plan, { action, adopt = false, patch, propagationPolicy, uid = plan.uid }) {
    const hash = action === 'apply' ? plan.manifest?.hash : '';
    return JSON.stringify([uid, action, hash, patch, adopt, propagationPolicy]);
}
function isAsStored(wanted, rows) {
    if (wanted.length !== rows.length)
        return false;
    return wanted.every(({ target, content }) => {
        const row = rows.find(({ cluster }) => cluster === target.cluster);
        return row?.content === content && row.reason === target.reason && deepEqual(row.memory, target.memory);
    });
}
function isNewer(next, held) {
    if (next.epoch !== held.epoch)
        return next.epoch > held.epoch;
    return next.instance !== held.instance || next.sequence > held.sequence;
}
//# sourceMappingURL=sim-store.js.map