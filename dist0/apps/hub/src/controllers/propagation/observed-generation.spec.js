import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import { absentMembers, memberStatuses, statusToWrite } from './object-status.js';
import { plan, REPLICASETS, replicaSet, row, says, view } from './propagation.fixture.js';
import { holdings } from './targets.js';
/**
 * Histories of one ReplicaSet in three clusters: edits, saved plans, members that apply, observe, fail, go away and return, and
 * reports that come late, twice or in another order. Whatever happens, observedGeneration must tell the truth.
 */
const NAMES = ['a', 'b', 'c'];
const START = Date.parse('2026-11-21T08:00:00Z');
const GRACE_MS = 60_000;
const at = fc.integer({ min: 0, max: NAMES.length - 1 });
const stepOf = fc.oneof(fc.record({ kind: fc.constantFrom('edit', 'recreate') }), { weight: 4, arbitrary: fc.record({ kind: fc.constant('reconcile') }) }, {
    weight: 8,
    arbitrary: fc.record({
        kind: fc.constantFrom('apply', 'observe', 'fail', 'report', 'late'),
        at,
    }),
}, { weight: 8, arbitrary: fc.record({ kind: fc.constant('settle'), at }) }, fc.record({ kind: fc.constantFrom('away', 'back'), at }), fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1_000, 30_000, 60_000) }));
class World {
    now = START;
    object = { ...replicaSet(4), metadata: { ...replicaSet(4).metadata, generation: 1 } };
    rows = [];
    generations = 0;
    /** How often it moved. */
    moves = 0;
    offlineSince = new Map();
    members = new Map(NAMES.map((name) => [name, blank()]));
    step(step) {
        switch (step.kind) {
            case 'edit': {
                this.edit();
                return;
            }
            case 'recreate': {
                this.recreate();
                return;
            }
            case 'reconcile': {
                this.reconcile();
                return;
            }
            case 'wait':
                this.now += step.ms;
                return;
            case 'away':
                if (!this.offlineSince.has(NAMES[step.at]))
                    this.offlineSince.set(NAMES[step.at], this.now);
                return;
            case 'back':
                this.offlineSince.delete(NAMES[step.at]);
                return;
            case 'settle':
                for (const kind of ['apply', 'observe', 'report'])
                    this.member(kind, NAMES[step.at]);
                {
                    this.reconcile();
                    return;
                }
            default: {
                this.member(step.kind, NAMES[step.at]);
                return;
            }
        }
    }
    edit() {
        const generation = (this.object.metadata.generation ?? 0) + 1;
        const template = { metadata: { labels: { edit: String(generation) } } };
        this.object = {
            ...this.object,
            metadata: { ...this.object.metadata, generation },
            spec: { replicas: 3 + generation, template },
        };
    }
    recreate() {
        const { status: _, ...rest } = this.object;
        const uid = `${this.object.metadata.uid ?? ''}+`;
        this.object = { ...rest, metadata: { ...rest.metadata, uid, generation: 1 } };
    }
    member(kind, name) {
        const member = this.members.get(name);
        const work = this.rows.find(({ cluster }) => cluster === name);
        if (kind === 'late')
            member.said = member.earlier.shift() ?? member.said;
        else if (kind === 'observe')
            member.observed = member.applied && member.generation;
        else if (kind === 'report')
            this.report(name, member);
        else if (work && kind === 'apply' && member.applied?.generation !== work.generation) {
            member.applied = work;
            member.failed = false;
            member.generation += 1;
        }
        else if (kind === 'fail')
            member.failed = true;
    }
    report(name, member) {
        const { applied, failed, generation, observed } = member;
        if (!applied)
            return;
        if (member.said)
            member.earlier.push(member.said);
        const replicas = (applied.patch?.['spec']).replicas;
        member.said = says(name, {
            generation: applied.generation,
            uid: applied.uid,
            state: failed ? 'Failed' : 'Applied',
            memberGeneration: generation,
            status: observed === undefined ? {} : { replicas, observedGeneration: observed },
        });
    }
    /** As PropagationReconciler does: reads, plans, saves, writes the status from what it read. */
    reconcile() {
        const clusters = NAMES.map((name) => {
            const offlineSince = this.offlineSince.get(name);
            return offlineSince === undefined
                ? view(name)
                : view(name, { ready: false, offline: true, offlineSince });
        });
        const reports = [...this.members.values()].flatMap(({ said }) => said ?? []);
        const held = holdings(this.rows, reports);
        const output = plan({
            resource: REPLICASETS,
            object: this.object,
            work: this.rows,
            reports,
            clusters,
            now: this.now,
        });
        this.save(output);
        const { lost } = absentMembers(output.decision, clusters, this.now);
        const statuses = memberStatuses(output.decision, output.plan, held, { lost, resource: REPLICASETS });
        const told = { placement: output.notices, failures: [], now: this.now };
        const propagation = propagationOf(REPLICASETS);
        const status = statusToWrite(this.object, propagation, statuses, told);
        if (!status)
            return;
        expect(status).not.toEqual(this.object['status']);
        this.check(status, new Set(output.decision.placed.map(({ cluster }) => cluster)));
        this.object = { ...this.object, status };
        // What was written is not written again.
        expect(statusToWrite(this.object, propagation, statuses, told)).toBeUndefined();
    }
    save(output) {
        const { manifest, targets, uid } = output.plan;
        this.rows = targets.map((target) => {
            const hash = target.action === 'apply' ? (manifest?.hash ?? '') : '';
            const next = row(target.cluster, { ...target, uid: target.uid ?? uid, manifestHash: hash });
            const before = this.rows.find(({ cluster }) => cluster === target.cluster);
            const same = before && contentOf(before) === contentOf(next);
            return { ...next, generation: same ? before.generation : (this.generations += 1) };
        });
    }
    /** The claim: who says that the newest is observed must have it from every cluster that is there. */
    check(status, placed) {
        const before = observedIn(this.object);
        const after = status['observedGeneration'];
        if (after === undefined)
            return;
        expect(after).toBeLessThanOrEqual(this.object.metadata.generation ?? 0);
        expect(after).toBeGreaterThanOrEqual(before);
        if (after === before)
            return;
        this.moves += 1;
        for (const name of placed)
            if (!this.isLost(name))
                this.checkMember(name);
    }
    isLost(name) {
        const since = this.offlineSince.get(name);
        return since !== undefined && this.now - since >= GRACE_MS;
    }
    checkMember(name) {
        const { applied, said } = this.members.get(name);
        const asked = this.rows.find(({ cluster }) => cluster === name);
        expect(said?.report['uid']).toBe(this.object.metadata.uid);
        // What the member said holds, or it has gone on to something even newer.
        expect(applied?.generation).toBeGreaterThanOrEqual(asked.generation);
        expect(said?.report.generation).toBeGreaterThanOrEqual(asked.generation);
        expect(said?.report['status']).toMatchObject({ observedGeneration: said?.report['memberGeneration'] });
    }
}
function observedIn({ status }) {
    return status?.observedGeneration ?? 0;
}
function blank() {
    return {
        applied: undefined,
        failed: false,
        generation: 0,
        observed: undefined,
        said: undefined,
        earlier: [],
    };
}
function contentOf({ uid, action, manifestHash, patch, adopt }) {
    return JSON.stringify([uid, action, manifestHash, patch, adopt]);
}
describe('observedGeneration', () => {
    it('moves only when every placed cluster has observed it, whatever is reported when', () => {
        let moved = 0;
        fc.assert(fc.property(fc.array(stepOf, { minLength: 10, maxLength: 80 }), (steps) => {
            const world = new World();
            for (const step of steps)
                world.step(step);
            moved += world.moves;
        }), { numRuns: 200, seed: 20_261_121 });
        // The histories are not all of those in which nothing ever happens.
        expect(moved).toBeGreaterThan(50);
    });
});
//# sourceMappingURL=observed-generation.spec.js.map