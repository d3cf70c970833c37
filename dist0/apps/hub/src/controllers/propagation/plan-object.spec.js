import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import {} from '#libs/store';
import { actions, away, manifestOf, NAMESPACES, CONFIGMAPS, NOW, holds, objectOf, plan, REPLICASETS, replicaSet, replicasOf, row, says, sha256, stored, view, views, } from './propagation.fixture.js';
const SECRETS = { group: '', resource: 'secrets' };
describe('a live object', () => {
    it('goes to every Ready cluster, with one manifest', () => {
        const object = objectOf('ConfigMap', {}, { data: { a: '1' } });
        const output = plan({ object, clusters: [...views('a', 'b'), away('c', 1_000)] });
        expect(actions(output.plan?.targets)).toEqual(['a apply', 'b apply']);
        const text = manifestOf(CONFIGMAPS, object);
        expect(output.plan).toMatchObject({
            key: 'k',
            uid: 'uid-1',
            basis: '7',
            manifest: { hash: sha256(text), text, secret: false },
        });
        expect(output).toMatchObject({ releaseFinalizer: false, notices: [] });
    });
    it('needs no manifest while no cluster takes it', () => {
        const { plan: planned } = plan({ clusters: [] });
        expect(planned?.targets).toEqual([]);
        expect(planned).not.toHaveProperty('manifest');
    });
    it('is secret when it is a Secret', () => {
        const object = objectOf('Secret', {}, { type: 'Opaque' });
        expect(plan({ resource: SECRETS, object }).plan?.manifest?.secret).toBe(true);
    });
    it.each([
        ['adopt', true],
        ['something else', undefined],
    ])('annotated with conflict-resolution %s', (value, adopt) => {
        const annotations = { 'federation.meridian.dev/conflict-resolution': value };
        const { targets } = plan({ object: objectOf('ConfigMap', { annotations }) }).plan;
        expect(targets.map((target) => target.adopt)).toEqual([adopt, adopt]);
    });
    it('plans the same again from what it planned', () => {
        const input = { resource: REPLICASETS, object: replicaSet(5), clusters: views('a', 'b', 'c') };
        const first = plan(input);
        expect(plan({ ...input, work: stored(first) }).plan).toEqual({ ...first.plan, seen: 5 });
    });
    it.each([
        ['it is applied there', [row('b')], [], ['a apply', 'b delete']],
        ['its removal is asked for', [row('b', { action: 'delete' })], [], ['a apply', 'b delete']],
        [
            'its removal is reported for an older generation',
            [row('b', { action: 'delete', generation: 6 })],
            [says('b', { state: 'Deleted', generation: 5 })],
            ['a apply', 'b delete'],
        ],
        [
            'its removal is confirmed',
            [row('b', { action: 'delete' })],
            [says('b', { state: 'Deleted' })],
            ['a apply'],
        ],
    ])('leaves a cluster that is not selected any more: %s', (_name, work, reports, expected) => {
        const selector = JSON.stringify([{ key: 'tier', operator: 'in', values: ['one'] }]);
        const annotations = { 'federation.alpha.kubernetes.io/cluster-selector': selector };
        const object = objectOf('ConfigMap', { annotations });
        const clusters = [view('a', { labels: { tier: 'one' } }), view('b')];
        expect(actions(plan({ object, clusters, work, reports }).plan?.targets)).toEqual(expected);
    });
    it('forgets clusters that are not registered any more', () => {
        expect(actions(plan({ work: [row('a'), row('z')] }).plan?.targets)).toEqual(['a apply', 'b apply']);
    });
    it.each([
        ['that has nothing of it', 'delete', {}, ['a apply']],
        ['whose objects stay there', 'release', { work: [row('b')] }, ['a apply', 'b release']],
        ['whose objects go', 'delete', { work: [row('b')] }, ['a apply', 'b delete']],
        [
            'that has confirmed',
            'delete',
            { work: [row('b', { action: 'delete' })], reports: [says('b', { state: 'Deleted' })] },
            ['a apply'],
        ],
        [
            'by a policy that changed',
            'release',
            { work: [row('b', { action: 'delete' })] },
            ['a apply', 'b release'],
        ],
        [
            'that owes for an earlier object',
            'release',
            { work: [row('b', { action: 'delete', uid: 'uid-0' })] },
            ['a apply', 'b delete'],
        ],
    ])('undoes what a cluster has that is being removed: %s', (_name, leaving, held, expected) => {
        const clusters = [view('a'), view('b', { cordoned: true, leaving })];
        expect(actions(plan({ clusters, ...held }).plan?.targets)).toEqual(expected);
    });
    it('divides among the others at once when a cluster is being removed', () => {
        const clusters = [view('a'), view('b', { cordoned: true, leaving: 'delete' })];
        const work = [holds('a', 2), holds('b', 2)];
        const output = plan({ resource: REPLICASETS, object: replicaSet(4), clusters, work });
        expect(actions(output.plan?.targets)).toEqual(['a apply', 'b delete']);
        expect(replicasOf(output.decision.placed)).toEqual({ a: 4 });
    });
    it.each([
        ['first that one goes', { action: 'delete' }, [], 'a delete uid-0'],
        ['or is let go', { action: 'release' }, [], 'a release uid-0'],
        [
            'until it did',
            { action: 'delete' },
            [says('a', { state: 'Applied', generation: 4 })],
            'a delete uid-0',
        ],
        ['then it is applied', { action: 'delete' }, [says('a', { state: 'Deleted' })], 'a apply'],
        ['what is not yet deleted is taken over', { action: 'apply' }, [], 'a apply'],
    ])('in a cluster that missed the end of another one of that name: %s', (_name, more, reports, expected) => {
        const work = [row('a', { uid: 'uid-0', ...more })];
        const { plan: planned } = plan({ work, reports, clusters: views('a', 'b') });
        expect(planned).toMatchObject({ uid: 'uid-1', manifest: { hash: expect.any(String) } });
        const [a, b] = planned.targets;
        expect([a.cluster, a.action, ...(a.uid === undefined ? [] : [a.uid])].join(' ')).toBe(expected);
        expect(b).toMatchObject({ cluster: 'b', action: 'apply' });
    });
});
describe('an object under deletion', () => {
    const work = [row('a'), row('b')];
    const deleting = (finalizers = [MEMBERS_FINALIZER]) => objectOf('ConfigMap', { deletionTimestamp: '2026-11-21T07:00:00Z', finalizers });
    it.each([
        ['by default', [], { action: 'delete', propagationPolicy: 'Background' }],
        ['in the foreground', ['foregroundDeletion'], { action: 'delete', propagationPolicy: 'Foreground' }],
        ['with --cascade=orphan', ['orphan'], { action: 'release' }],
    ])('is undone %s', (_name, finalizers, expected) => {
        const output = plan({ object: deleting([MEMBERS_FINALIZER, ...finalizers]), work });
        for (const target of output.plan.targets) {
            expect(target).toMatchObject(expected);
            if (expected.action === 'release')
                expect(target).not.toHaveProperty('propagationPolicy');
        }
        expect(actions(output.plan?.targets)).toEqual([`a ${expected.action}`, `b ${expected.action}`]);
        expect(output.plan).not.toHaveProperty('manifest');
        expect(output.releaseFinalizer).toBe(false);
    });
    it('stays as it was asked for first: a member that began to release does not delete', () => {
        const releasing = [row('a', { action: 'release' })];
        expect(actions(plan({ object: deleting(), work: releasing }).plan?.targets)).toEqual(['a release']);
    });
    it.each([
        ['nobody had it', [], [], [], true],
        ['one of two has confirmed', work, [], ['a delete', 'b delete'], false],
        [
            'one of two has confirmed its removal',
            work.map((one) => ({ ...one, action: 'delete' })),
            [says('a', { state: 'Deleted' })],
            ['b delete'],
            false,
        ],
        ['one failed', [row('a', { action: 'delete' })], [says('a', { state: 'Failed' })], ['a delete'], false],
        [
            'all have confirmed',
            work.map((one) => ({ ...one, action: 'delete' })),
            [says('a', { state: 'Deleted' }), says('b', { state: 'Deleted' })],
            [],
            true,
        ],
    ])('goes when members have confirmed: %s', (...[, rows, reports, targets, released]) => {
        const output = plan({ object: deleting(), work: rows, reports });
        expect(actions(output.plan?.targets)).toEqual(targets);
        expect(output.releaseFinalizer).toBe(released);
    });
    it('does not wait for an Offline cluster, whose debt stays', () => {
        const clusters = [view('a'), away('b', 10_000)];
        const first = plan({ object: deleting(), work, clusters });
        expect(first.releaseFinalizer).toBe(false);
        const reports = [says('a', { state: 'Deleted' })];
        const second = plan({ object: deleting(), work: stored(first), reports, clusters });
        expect(actions(second.plan?.targets)).toEqual(['b delete']);
        expect(second.releaseFinalizer).toBe(true);
    });
    it('waits for one that is not Ready (its API server is down, say) for a minute, then it is a debt', () => {
        const stillTold = plan({
            object: deleting(),
            work: [row('a', { action: 'delete', generation: 6 })],
            clusters: [view('a', { ready: false, readinessSince: NOW - 59_000 })],
        });
        expect(stillTold).toMatchObject({ releaseFinalizer: false, recheckInMs: 1_000 });
        const owed = plan({
            object: deleting(),
            work: [row('a', { action: 'delete', generation: 6 })],
            clusters: [view('a', { ready: false, readinessSince: NOW - 60_000 })],
        });
        expect(owed.releaseFinalizer).toBe(true);
        expect(actions(owed.plan?.targets)).toEqual(['a delete']);
    });
    it('places nothing more', () => {
        const output = plan({ object: deleting(), work: [row('a')], clusters: views('a', 'b', 'c') });
        expect(actions(output.plan?.targets)).toEqual(['a delete']);
        expect(output.decision).toBeUndefined();
    });
});
describe('a Namespace under deletion', () => {
    const namespace = (finalizers) => objectOf('Namespace', { deletionTimestamp: '2026-11-21T07:00:00Z' }, { spec: finalizers ? { finalizers } : {} });
    it('is left alone in members until it is empty here', () => {
        const output = plan({ resource: NAMESPACES, object: namespace(['kubernetes']), work: [row('a')] });
        expect(output).toEqual({ releaseFinalizer: false, notices: [] });
    });
    it('is undone then', () => {
        const output = plan({ resource: NAMESPACES, object: namespace(), work: [row('a')] });
        expect(actions(output.plan?.targets)).toEqual(['a delete']);
    });
});
describe('an object that is gone', () => {
    it.each([
        ['its finalizer was taken away', [row('a'), row('b')], [], ['a delete', 'b delete']],
        ['a cluster owes its deletion', [row('b', { action: 'delete' })], [], ['b delete']],
        ['a cluster owes its release', [row('b', { action: 'release' })], [], ['b release']],
        ['the debt is paid', [row('b', { action: 'delete' })], [says('b', { state: 'Deleted' })], []],
        ['its cluster is gone as well', [row('z', { action: 'delete' })], [], []],
    ])('%s', (_name, work, reports, expected) => {
        const output = plan({ object: undefined, work, reports });
        expect(actions(output.plan?.targets)).toEqual(expected);
        expect(output).toMatchObject({ plan: { basis: '', uid: 'uid-1' }, releaseFinalizer: false });
    });
});
describe('an object that does not spread any more', () => {
    const owned = {
        ownerReferences: [{ apiVersion: 'v1', kind: 'Y', name: 'y', uid: 'y', controller: true }],
    };
    it('is withdrawn, and held no longer', () => {
        const output = plan({ object: objectOf('ConfigMap', owned), work: [row('a')] });
        expect(actions(output.plan?.targets)).toEqual(['a delete']);
        expect(output.plan?.targets[0]?.reason).toMatch(/its controller/);
        expect(output.releaseFinalizer).toBe(true);
    });
    it('asks for nothing when it never spread', () => {
        const output = plan({ object: objectOf('ConfigMap', { ...owned, finalizers: [] }) });
        expect(output.plan?.targets).toEqual([]);
        expect(output.releaseFinalizer).toBe(false);
    });
});
it('answers when time alone will change it', () => {
    const input = { resource: REPLICASETS, object: replicaSet(4), clusters: [view('a'), away('b', 45_000)] };
    const work = [row('a'), row('b')].map((one) => ({ ...one, patch: { spec: { replicas: 2 } } }));
    const output = plan({ ...input, work });
    expect(output.recheckInMs).toBe(15_000);
    expect(replicasOf(output.plan.targets)).toEqual({ a: 2, b: 2 });
});
//# sourceMappingURL=plan-object.spec.js.map