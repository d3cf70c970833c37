import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import { readPropagationPolicy } from '#libs/placement';
import {} from '#libs/store';
import {} from '../../apps/hub/src/controllers/propagation/cluster-view.js';
import { planObject } from '../../apps/hub/src/controllers/propagation/plan-object.js';
import { Member } from './member.js';
/** How the hub judges silence, in ms (classify-cluster.ts); Suspect is left out. */
const OFFLINE_AFTER_MS = 8_000;
/** One step of the world. */
export const TICK_MS = 2_000;
/**
 * One federated object, a hub that plans, and members that do as they are told: no I/O, and time goes when it is told to. The hub
 * plans with every tick; a cluster that is cut off hears and says nothing, but its pods run on.
 */
export class World {
    options;
    onPlan;
    now = Date.parse('2026-11-21T08:00:00Z');
    object;
    /** Of the policy that governs it; undefined: none does. */
    placement;
    members = new Map();
    rows = new Map();
    reports = new Map();
    generation = 0;
    last;
    seen = '';
    dueAt = 0;
    constructor(options, onPlan = () => undefined) {
        this.options = options;
        this.onPlan = onPlan;
        this.object = options.object;
        this.placement = options.placement;
        for (const name of options.clusters)
            this.join(name);
    }
    join(name) {
        const member = new Member(name, this.now, this.options.readyTicks ?? 2);
        this.members.set(name, member);
        return member;
    }
    member(name) {
        const member = this.members.get(name);
        if (!member)
            throw new Error(`no cluster ${name}`);
        return member;
    }
    leave(name) {
        this.members.delete(name);
    }
    edit(change) {
        this.object = change(this.object);
    }
    scale(replicas) {
        this.edit((object) => ({ ...object, spec: { ...object['spec'], replicas } }));
    }
    get wanted() {
        return this.object['spec'].replicas ?? 1;
    }
    run(ms) {
        for (let left = ms; left > 0; left -= TICK_MS)
            this.tick();
    }
    /** Until nothing changes any more; throws after `ms`. */
    settle(ms = 3_600_000) {
        let quiet = 0;
        for (let left = ms; left > 0 && quiet < 3; left -= TICK_MS)
            quiet = this.tick() ? 0 : quiet + 1;
        if (quiet < 3)
            throw new Error('it does not settle');
    }
    /** True: something changed. */
    tick() {
        this.now += TICK_MS;
        const before = JSON.stringify([...this.members.values()].map((member) => member.pods(this.now)));
        const written = this.planIfDue();
        for (const member of this.members.values()) {
            member.tick(this.now, member.isCut ? undefined : this.rows.get(member.name));
            const said = member.isCut ? undefined : member.report(this.now, this.object.metadata.uid ?? '');
            if (said)
                this.reports.set(member.name, said);
        }
        const after = JSON.stringify([...this.members.values()].map((member) => member.pods(this.now)));
        return written || before !== after;
    }
    views() {
        return [...this.members.values()]
            .map((member) => member.view(this.now, OFFLINE_AFTER_MS))
            .sort((a, b) => (a.name < b.name ? -1 : 1));
    }
    /** What rows tell clusters to run. */
    given() {
        return new Map([...this.rows.values()]
            .filter(({ action }) => action === 'apply')
            .map(({ cluster, patch }) => [cluster, (patch?.['spec']).replicas]));
    }
    reasons() {
        return new Map([...this.rows.values()].map(({ cluster, reason }) => [cluster, reason]));
    }
    get unplaced() {
        return this.last?.decision?.unplaced ?? 0;
    }
    /** As the hub: when something it looks at changed, or when the last plan asked to look again. */
    planIfDue() {
        const views = this.views();
        const seen = JSON.stringify([this.object, this.placement, views, [...this.reports.values()].map(({ report }) => report)]);
        if (seen === this.seen && this.now < this.dueAt)
            return false;
        this.seen = seen;
        const written = this.plan(views);
        const { decision, recheckInMs = Infinity } = this.last ?? {};
        // What was not granted is asked for again at the next tick.
        const isShort = this.options.movesPerTick !== undefined && (decision?.asked.size ?? 0) > 0;
        this.dueAt = isShort ? this.now : this.now + recheckInMs;
        return written;
    }
    plan(views) {
        const before = this.given();
        const output = this.planWith(views);
        this.last = output;
        const written = this.store(output);
        this.onPlan({
            wanted: this.wanted,
            output,
            before,
            after: this.given(),
            ready: this.readyOf(before),
            views,
        });
        return written;
    }
    planWith(views) {
        const input = {
            key: 'k',
            resource: this.options.resource,
            propagation: propagationOf(this.options.resource),
            object: this.object,
            work: [...this.rows.values()],
            reports: [...this.reports.values()].filter(({ cluster }) => this.rows.has(cluster)),
            clusters: views,
            now: this.now,
            hash: (text) => text,
            ...(this.placement ? { policy: policyOf(this.placement) } : {}),
        };
        const { movesPerTick } = this.options;
        if (movesPerTick === undefined)
            return planObject(input);
        const still = planObject({ ...input, moves: new Map() });
        let left = movesPerTick;
        const moves = new Map();
        for (const [cluster, count] of still.decision?.asked ?? []) {
            moves.set(cluster, Math.min(count, left));
            left -= Math.min(count, left);
        }
        return planObject({ ...input, moves });
    }
    /** As save_work does: what is not named goes, and only what differs gets a new generation. */
    store(output) {
        const { plan } = output;
        if (!plan)
            return false;
        let written = false;
        const rows = new Map();
        for (const target of plan.targets) {
            const held = this.rows.get(target.cluster);
            const content = JSON.stringify([target.action, target.patch, plan.manifest?.hash]);
            const isSame = held !== undefined && JSON.stringify([held.action, held.patch, held.manifestHash]) === content;
            written ||= !isSame;
            rows.set(target.cluster, {
                ...target,
                key: 'k',
                uid: target.uid ?? plan.uid,
                manifestHash: plan.manifest?.hash ?? '',
                generation: isSame ? held.generation : ++this.generation,
                published: true,
            });
        }
        written ||= rows.size !== this.rows.size;
        this.rows = rows;
        return written;
    }
    readyOf(given) {
        return new Map([...given].map(([cluster, count]) => {
            const facts = this.reports.get(cluster)?.report['workload'];
            return [cluster, Math.min(count, facts?.ready ?? 0)];
        }));
    }
}
function policyOf(placement) {
    const resourceSelectors = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }];
    return readPropagationPolicy({
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: 'ClusterPropagationPolicy',
        metadata: { name: 'policy' },
        spec: { resourceSelectors, placement },
    });
}
//# sourceMappingURL=world.js.map