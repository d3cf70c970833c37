import { findCondition, setCondition } from '#libs/apimachinery';
import { ControlLoop, done, keyOf, requeueAfter } from '#libs/controller-runtime';
import { amount, isFinished } from '../cluster/pod.js';
import { writePod } from '../cluster/pod-writer.js';
import { BIND_BATCH } from '../limits.js';
import {} from './context.js';
import { chooseNode, needsOf, nodeKindOf } from './node-choice.js';
/** All there is to do is one piece of work: place what waits. */
const BATCH = 'batch';
/**
 * Gives pods a node. Room is counted from the pods seen placed; pods that wait are grouped by what they ask for, so that a full
 * cluster costs one look per group whenever room may have appeared, however many wait.
 */
export class Scheduler {
    context;
    loop;
    nodes = new Map();
    placed = new Map();
    groups = new Map();
    groupOf = new Map();
    constructor(context) {
        this.context = context;
        this.loop = new ControlLoop({
            name: 'scheduler',
            reconciler: { reconcile: () => this.placeWaiting() },
            workers: 1,
            clock: context.clock,
            logger: context.logger,
        });
        context.informers.nodes.onChange(({ type, object }) => {
            this.observeNode(type, object);
        });
        context.pods.informer.onChange(({ type, object }) => {
            this.observePod(type, object);
        });
    }
    observeNode(type, node) {
        const name = node.metadata.name ?? '';
        if (type === 'DELETED')
            this.nodes.delete(name);
        else {
            const used = this.nodes.get(name)?.used ?? this.usedOn(name);
            this.nodes.set(name, roomOf(node, used));
            this.wake();
        }
    }
    observePod(type, pod) {
        const uid = pod.metadata.uid ?? '';
        const { nodeName } = pod.spec;
        if (type === 'DELETED' || isFinished(pod)) {
            this.leave(keyOf(pod));
            this.release(uid);
        }
        else if (nodeName !== undefined && nodeName !== '') {
            this.leave(keyOf(pod));
            this.occupy(uid, nodeName, needsOf(pod.spec));
        }
        else if (pod.metadata.deletionTimestamp !== undefined)
            this.leave(keyOf(pod));
        else if ((pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler')
            this.join(pod);
    }
    join(pod) {
        const key = keyOf(pod);
        if (this.groupOf.has(key))
            return;
        const needs = needsOf(pod.spec);
        const signature = JSON.stringify(needs);
        let group = this.groups.get(signature);
        if (!group)
            this.groups.set(signature, (group = { needs, waiting: new Set(), untold: new Set() }));
        group.waiting.add(key);
        const told = findCondition(pod.status?.conditions, 'PodScheduled')?.reason === 'Unschedulable';
        if (!told)
            group.untold.add(key);
        this.groupOf.set(key, signature);
        this.wake();
    }
    leave(key) {
        const signature = this.groupOf.get(key);
        if (signature === undefined)
            return;
        this.groupOf.delete(key);
        const group = this.groups.get(signature);
        group?.waiting.delete(key);
        group?.untold.delete(key);
        if (group?.waiting.size === 0)
            this.groups.delete(signature);
    }
    occupy(uid, node, needs) {
        if (this.placed.has(uid))
            return;
        this.placed.set(uid, { node, needs });
        add(this.nodes.get(node), needs, 1);
    }
    release(uid) {
        const placed = this.placed.get(uid);
        if (!placed)
            return;
        this.placed.delete(uid);
        add(this.nodes.get(placed.node), placed.needs, -1);
        this.wake();
    }
    usedOn(node) {
        const used = { cpu: 0, memory: 0, pods: 0 };
        for (const placed of this.placed.values()) {
            if (placed.node !== node)
                continue;
            used.cpu += placed.needs.cpu;
            used.memory += placed.needs.memory;
            used.pods += 1;
        }
        return used;
    }
    wake() {
        if (this.groups.size > 0)
            this.loop.enqueue(BATCH);
    }
    async placeWaiting() {
        let budget = BIND_BATCH;
        for (const group of [...this.groups.values()]) {
            for (const key of [...group.waiting]) {
                if (budget-- === 0)
                    return requeueAfter(1, 'more pods wait');
                const choice = chooseNode(this.candidates(group.needs), group.needs);
                if ('message' in choice) {
                    budget -= await this.tell(group, choice.message, budget);
                    break;
                }
                await this.bind(key, group, choice.node.name);
            }
            if (budget <= 0)
                return requeueAfter(1, 'more pods wait');
        }
        return done;
    }
    candidates({ onlyNode }) {
        if (onlyNode === undefined)
            return this.nodes.values();
        const node = this.nodes.get(onlyNode);
        return node ? [node] : [];
    }
    async bind(key, group, node) {
        this.leave(key);
        const now = this.context.clock.now();
        let uid = '';
        try {
            const written = await writePod(this.context.storage, key, (pod) => {
                if ((pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined)
                    return undefined;
                // Counted before it is seen stored, so that the next pod of this batch finds the room taken.
                uid = pod.metadata.uid ?? '';
                this.occupy(uid, node, group.needs);
                const conditions = setCondition(pod.status?.conditions, { type: 'PodScheduled', status: 'True' }, now);
                return {
                    ...pod,
                    spec: { ...pod.spec, nodeName: node },
                    status: { ...pod.status, phase: 'Pending', conditions },
                };
            });
            if (!written && uid !== '')
                this.release(uid);
        }
        catch (error) {
            if (uid !== '')
                this.release(uid);
            const pod = this.context.pods.get(key);
            if (pod)
                this.join(pod);
            throw error;
        }
    }
    /** Writes to pods that were not told yet why they wait; the answer is how many. */
    async tell(group, message, budget) {
        const { clock, events, storage } = this.context;
        const keys = [...group.untold].slice(0, Math.max(1, budget));
        for (const key of keys) {
            group.untold.delete(key);
            const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
            const pod = await writePod(storage, key, (current) => {
                if ((current.spec.nodeName ?? '') !== '')
                    return undefined;
                const conditions = setCondition(current.status?.conditions, condition, clock.now());
                return { ...current, status: { ...current.status, phase: 'Pending', conditions } };
            });
            if (pod)
                await events.record(pod, {
                    type: 'Warning',
                    reason: 'FailedScheduling',
                    message,
                    component: 'default-scheduler',
                });
        }
        return keys.length;
    }
}
function roomOf(object, used) {
    const node = object;
    const allocatable = node.status?.allocatable;
    return {
        name: node.metadata.name ?? '',
        ...nodeKindOf(object),
        cpu: amount(allocatable?.['cpu']),
        memory: amount(allocatable?.['memory']),
        pods: amount(allocatable?.['pods']),
        used,
    };
}
function add(node, needs, times) {
    if (!node)
        return;
    node.used.cpu += times * needs.cpu;
    node.used.memory += times * needs.memory;
    node.used.pods += times;
}
//# sourceMappingURL=scheduler.js.map