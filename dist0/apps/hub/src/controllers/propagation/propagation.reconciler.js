import { hash } from 'node:crypto';
import { formatObjectKey, isReason, parseObjectKey, withPath, } from '#libs/apimachinery';
import { done, requeueAfter } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import {} from '#libs/process';
import { DEFAULT_STORE_LIMITS } from '#libs/store';
import {} from '../events/event-recorder.js';
import {} from './autoscaler-index.js';
import { clusterView } from './cluster-view.js';
import { Mover, movedNotice, NOTHING } from './mover.js';
import { absentMembers, failureNotices, memberStatuses, statusToWrite, } from './object-status.js';
import { planObject } from './plan-object.js';
import {} from './policy-index.js';
import { replicasToTakeBack, scalingOf } from './scaling.js';
import {} from './override-index.js';
import { holdings } from './targets.js';
/** The object changed between reading and writing; its change wakes us as well, this only makes sure. */
const STALE_RETRY_MS = 50;
/** Reads one federated object, its members and their reports; plans; stores work, status and what is to be said. */
export class PropagationReconciler {
    options;
    mover;
    views;
    constructor(options) {
        this.options = options;
        this.mover = new Mover({
            moves: options.store.moves,
            isFrozen: options.isFrozen ?? (() => false),
            clock: options.clock,
            rate: DEFAULT_STORE_LIMITS.movesPerSecond,
        });
        options.clusters.onChange(() => (this.views = undefined));
    }
    async reconcile(key) {
        const { client, store } = this.options;
        const objectKey = parseObjectKey(key);
        const [object, loaded] = await Promise.all([client.get(objectKey), store.work.load(key)]);
        if (!object && loaded.work.length === 0)
            return this.absent(key);
        const input = await this.look({ key, objectKey, object, ...loaded });
        if (!input)
            return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
        const { output, moved, againInMs } = await this.plan(input);
        const saved = output.plan && (await store.work.save(output.plan, loaded.work));
        if (saved === 'stale')
            return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
        this.announce(input, objectKey, saved === 'saved');
        const absent = output.decision && absentMembers(output.decision, this.clusters(), input.now);
        const told = { absent, moved: saved === 'saved' ? moved : undefined };
        const held = { ...holdings(loaded.work, loaded.reports), ...told };
        if (object && !(await this.writeBack(objectKey, object, output, held)))
            return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
        return again(againInMs, object?.['status'] ? absent : undefined);
    }
    /** It is gone, and every member is through with it. */
    absent(key) {
        this.options.onPlaced?.(key, { isNew: false, isSaved: false });
        return done;
    }
    /** Without any moves at first. Where some are asked for, again with those that are granted. */
    async plan(input) {
        const { mover } = this;
        const still = planObject(input);
        const asked = still.decision?.asked ?? NOTHING;
        const moves = await mover.grant(asked);
        const retryInMs = mover.retryIn(input.key, asked, moves) ?? Infinity;
        const moved = movedNotice(moves);
        const output = moved ? planObject({ ...input, moves }) : still;
        const againInMs = Math.min(retryInMs, output.recheckInMs ?? Infinity);
        return { output, moved, againInMs: Number.isFinite(againInMs) ? againInMs : undefined };
    }
    /** The world around one object. Undefined: the object was changed by this, and must be read again. */
    async look({ objectKey, ...read }) {
        const { clock, kinds } = this.options;
        const { key, object, work, reports } = read;
        const propagation = kinds.of(objectKey);
        const policy = object && propagation && (await this.policyOf(objectKey, propagation, object));
        const overrides = object && propagation && (await this.overridesOf(objectKey, object, propagation));
        const base = {
            ...read,
            ...(policy ? { policy } : {}),
            ...(overrides ? { overrides } : {}),
            resource: { group: objectKey.group, resource: objectKey.resource },
            propagation,
            clusters: this.clusters(),
            now: clock.now(),
            moves: NOTHING,
            hash: sha256,
        };
        if (!object || !propagation?.divides)
            return base;
        const scaling = await scalingOf(this.options, key, object, propagation);
        if (scaling)
            return { ...base, scaling };
        const changed = await this.takeBack(objectKey, object, propagation, holdings(work, reports));
        return changed ? undefined : base;
    }
    async policyOf(key, propagation, { metadata }) {
        const { policies } = this.options;
        await policies?.synced();
        return policies?.governing(key, propagation, metadata.labels);
    }
    async overridesOf(key, object, propagation) {
        const { overrides } = this.options;
        await overrides?.synced();
        return overrides?.of(key, object, propagation);
    }
    /** Who looks at placements hears of every look; an autoscaler is divided over the clusters that have what it scales. */
    announce({ key, work }, { namespace }, isSaved) {
        this.options.onPlaced?.(key, { isNew: work.length === 0, isSaved });
        if (!isSaved)
            return;
        const autoscaler = this.options.autoscalers.autoscalerOf(key, namespace);
        if (autoscaler)
            this.options.enqueue(formatObjectKey(autoscaler));
    }
    /** True: the object was changed. */
    async takeBack(objectKey, object, propagation, held) {
        const replicas = replicasToTakeBack(object, propagation, held);
        if (replicas === undefined || object.metadata.deletionTimestamp !== undefined)
            return false;
        await this.options.client.modify(objectKey, (current) => withPath(current, 'spec.replicas', replicas));
        return true;
    }
    clusters() {
        this.views ??= [...this.options.clusters.list()]
            .map(clusterView)
            .sort((a, b) => (a.name < b.name ? -1 : 1));
        return this.views;
    }
    async letGo(key, { metadata }, output) {
        const { client } = this.options;
        if (output.releaseFinalizer)
            await client.modify(key, withoutFinalizer);
        else
            await client.delete(key, { uid: metadata.uid ?? '', propagationPolicy: 'Background' });
    }
    /** False: somebody else wrote the object since it was read. */
    async writeBack(objectKey, object, output, held) {
        const { clock, events } = this.options;
        if (output.releaseFinalizer || output.expired) {
            await this.letGo(objectKey, object, output);
            return true;
        }
        const failures = failureNotices(held);
        const notices = [...(held.moved ? [held.moved] : []), ...output.notices, ...failures];
        for (const notice of notices)
            events.record(object, notice);
        const propagation = this.options.kinds.of(objectKey);
        if (!output.decision || !output.plan || !propagation || !held.absent)
            return true;
        const members = memberStatuses(output.decision, output.plan, held, {
            lost: held.absent.lost,
            resource: propagation.resource,
        });
        const status = statusToWrite(object, propagation, members, {
            placement: output.notices,
            failures,
            now: clock.now(),
        });
        return !status || this.writeStatus(objectKey, { ...object, status });
    }
    /** With the version that was read. */
    async writeStatus(key, object) {
        try {
            await this.options.client.updateStatus(key, object);
            return true;
        }
        catch (error) {
            if (isReason(error, 'Conflict') || isReason(error, 'NotFound'))
                return false;
            throw error;
        }
    }
}
function withoutFinalizer(object) {
    const held = object.metadata.finalizers ?? [];
    if (!held.includes(MEMBERS_FINALIZER))
        return undefined;
    const finalizers = held.filter((name) => name !== MEMBERS_FINALIZER);
    return { ...object, metadata: { ...object.metadata, finalizers } };
}
/** When the plan or (of objects that have one) the status may be another by time alone. */
function again(plannedInMs, absent) {
    const ms = Math.min(plannedInMs ?? Infinity, absent?.recheckInMs ?? Infinity);
    return Number.isFinite(ms)
        ? requeueAfter(ms, 'a grace or hold ends then, or replicas wait for their turn to move')
        : done;
}
function sha256(text) {
    return hash('sha256', text, 'hex');
}
//# sourceMappingURL=propagation.reconciler.js.map