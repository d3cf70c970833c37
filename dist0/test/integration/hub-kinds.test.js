import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import {} from '#libs/process';
import { soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres } from '../support/postgres.js';
import {} from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
const JOBS = { group: 'batch', resource: 'jobs' };
const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
const WIDGETS = { group: 'example.com', resource: 'widgets' };
const AUTOSCALERS = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
const NAMES = ['a', 'b', 'c'];
const PREFERENCES = 'federation.kubernetes.io/deployment-preferences';
let postgres;
let clock;
let hub;
let agents;
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    ({ clock, hub, agents } = await openFederation(await postgres.createDatabase(), NAMES));
});
afterEach(() => closeFederation({ hub, agents }));
function key(resource, name) {
    return { ...resource, namespace: 'default', name };
}
const TEMPLATE = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
};
function object(apiVersion, kind, spec, annotations = {}) {
    return {
        apiVersion,
        kind,
        metadata: { name: 'web', namespace: 'default', annotations: { ...annotations } },
        spec,
    };
}
function deployment(replicas, annotations = {}) {
    const selector = { matchLabels: { app: 'web' } };
    return object('apps/v1', 'Deployment', { replicas, selector, template: TEMPLATE }, annotations);
}
function autoscaler(minReplicas, maxReplicas) {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    return object('autoscaling/v2', 'HorizontalPodAutoscaler', { minReplicas, maxReplicas, scaleTargetRef });
}
/** One field of a kind's spec in each member; `-`: not told, undefined: the member has none. */
function told(kind, field) {
    return NAMES.map((name) => {
        const spec = agents[name].applied()[`${kind}/web`]?.['spec'];
        return spec && (spec[field] ?? '-');
    });
}
async function untilTold(kind, field, wanted) {
    await soon(clock, `${kind} ${field} ${JSON.stringify(wanted)}`, () => Promise.resolve(JSON.stringify(told(kind, field)) === JSON.stringify(wanted)));
}
function untilStatus(resource, fits) {
    return soon(clock, `status of ${resource.resource}`, async () => {
        const found = await hub.client.get(key(resource, 'web'));
        return found && fits((found['status'] ?? {})) && found;
    });
}
describe('a Deployment', () => {
    it('is divided by its preferences, and is rolled out when every cluster says so', async () => {
        const preferences = JSON.stringify({ clusters: { a: { weight: 1 }, b: { weight: 2 } } });
        await hub.client.create(DEPLOYMENTS, deployment(6, { [PREFERENCES]: preferences }));
        await untilTold('Deployment', 'replicas', [2, 4, undefined]);
        const done = await untilStatus(DEPLOYMENTS, ({ availableReplicas }) => availableReplicas === 6);
        expect(done['status']).toMatchObject({
            replicas: 6,
            updatedReplicas: 6,
            observedGeneration: 1,
            conditions: [
                { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
                { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
            ],
        });
    });
    it('that is scaled sends nothing to clusters whose share stays', async () => {
        await hub.client.create(DEPLOYMENTS, deployment(3));
        await untilTold('Deployment', 'replicas', [1, 1, 1]);
        const before = NAMES.map((name) => agents[name].arrived.length);
        await hub.client.modify(key(DEPLOYMENTS, 'web'), (current) => ({
            ...current,
            spec: { ...current['spec'], replicas: 4 },
        }));
        const done = await untilStatus(DEPLOYMENTS, ({ replicas }) => replicas === 4);
        expect(done['status']).toMatchObject({ observedGeneration: 2 });
        const more = NAMES.map((name, index) => agents[name].arrived.length - before[index]);
        expect(more.sort()).toEqual([0, 0, 1]);
    });
});
describe('a Job', () => {
    it('has both numbers divided and is complete when every part is', async () => {
        const template = { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } };
        const spec = { parallelism: 3, completions: 7, ttlSecondsAfterFinished: 60, template };
        agents['b'].paused = true;
        await hub.client.create(JOBS, object('batch/v1', 'Job', spec));
        await untilTold('Job', 'parallelism', [1, 1, 1]);
        expect(told('Job', 'completions').reduce((a, b) => a + b)).toBe(7);
        expect(told('Job', 'ttlSecondsAfterFinished')).toEqual(['-', '-', '-']);
        const two = told('Job', 'completions');
        const running = await untilStatus(JOBS, ({ succeeded }) => succeeded === two[0] + two[2]);
        expect(running['status']).not.toHaveProperty('conditions');
        expect(running['status']).not.toHaveProperty('completionTime');
        agents['b'].paused = false;
        await agents['b'].reportAll();
        const done = await untilStatus(JOBS, ({ completionTime }) => completionTime !== undefined);
        expect(done['status']).toMatchObject({
            succeeded: 7,
            conditions: [{ type: 'Complete', status: 'True' }],
        });
        // The hub deletes it when its time is over, and with it every part.
        clock.advance(60_000);
        await soon(clock, 'it is gone', async () => (await hub.client.get(key(JOBS, 'web'))) === undefined);
        expect(told('Job', 'parallelism')).toEqual([undefined, undefined, undefined]);
    });
});
describe('a HorizontalPodAutoscaler', () => {
    const min = () => told('HorizontalPodAutoscaler', 'minReplicas');
    it('is divided where its Deployment is, takes its replicas over, and leaves the number that runs', async () => {
        await hub.client.create(DEPLOYMENTS, deployment(2));
        await soon(clock, 'two clusters have it', () => Promise.resolve(told('Deployment', 'replicas').filter((count) => count === 1).length === 2));
        await hub.client.create(AUTOSCALERS, autoscaler(2, 12));
        await untilTold('HorizontalPodAutoscaler', 'maxReplicas', [4, 4, 4]);
        expect(min()).toEqual([1, 1, 1]);
        // Not told any more, in every cluster that has an autoscaler.
        await untilTold('Deployment', 'replicas', ['-', '-', '-']);
        await untilStatus(AUTOSCALERS, ({ currentReplicas }) => currentReplicas === 9);
        // Members' autoscalers made it 3 each; nobody fights with that, and the sum is shown.
        for (const name of NAMES)
            agents[name].scaled = 3;
        await Promise.all(NAMES.map((name) => agents[name].reportAll()));
        await untilStatus(DEPLOYMENTS, ({ replicas }) => replicas === 9);
        expect(told('Deployment', 'replicas')).toEqual(['-', '-', '-']);
        await hub.client.delete(key(AUTOSCALERS, 'web'));
        await untilTold('Deployment', 'replicas', [3, 3, 3]);
        expect((await hub.client.get(key(DEPLOYMENTS, 'web')))?.['spec']).toMatchObject({ replicas: 9 });
    });
    it('that allows fewer pods than there are clusters is in those that have its Deployment', async () => {
        await hub.client.create(AUTOSCALERS, autoscaler(1, 2));
        await hub.client.create(DEPLOYMENTS, deployment(1));
        await soon(clock, 'both are in the same two clusters', () => {
            const places = (values) => values.map((value) => value !== undefined).join();
            const scaled = told('HorizontalPodAutoscaler', 'maxReplicas');
            return Promise.resolve(scaled.filter((max) => max === 1).length === 2 &&
                places(scaled) === places(told('Deployment', 'replicas')));
        });
    });
});
/** Widgets, with a status that has conditions. */
function widgetDefinition() {
    const texts = { type: { type: 'string' }, status: { type: 'string' }, reason: { type: 'string' } };
    const conditions = { type: 'array', items: { type: 'object', properties: texts } };
    const openAPIV3Schema = {
        type: 'object',
        properties: {
            spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } },
            status: { type: 'object', properties: { conditions } },
        },
    };
    return {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
        spec: {
            group: 'example.com',
            scope: 'Namespaced',
            names: { plural: 'widgets', kind: 'Widget' },
            versions: [
                {
                    name: 'v1',
                    served: true,
                    storage: true,
                    subresources: { status: {} },
                    schema: { openAPIV3Schema },
                },
            ],
        },
    };
}
describe('a custom kind', () => {
    const definitionKey = { ...DEFINITIONS, namespace: '', name: 'widgets.example.com' };
    const widget = () => object('example.com/v1', 'Widget', {});
    const conditionsOf = (it) => (it?.['status'] ?? {}).conditions ?? [];
    const has = (kind, name) => NAMES.map((cluster) => `${kind}/${name}` in agents[cluster].applied());
    beforeEach(async () => {
        await hub.client.create(DEFINITIONS, widgetDefinition());
        await soon(clock, 'it is established', async () => conditionsOf(await hub.client.get(definitionKey)).some(({ type, status }) => type === 'Established' && status === 'True'));
    });
    it('is served and spread, with its objects', async () => {
        await hub.client.create(WIDGETS, widget());
        await untilTold('Widget', 'size', [1, 1, 1]);
        expect(has('CustomResourceDefinition', 'widgets.example.com')).toEqual([true, true, true]);
    });
    it('that a cluster does not serve is said on each object, and stops nobody else', async () => {
        agents['b'].refusal = { state: 'Failed', reason: 'MissingApi', message: 'the member serves no Widget' };
        await hub.client.create(WIDGETS, widget());
        const failed = await soon(clock, 'a condition', async () => {
            const found = await hub.client.get(key(WIDGETS, 'web'));
            return conditionsOf(found).length > 0 && found;
        });
        expect(conditionsOf(failed)).toMatchObject([
            {
                type: 'Applied',
                status: 'False',
                reason: 'MissingApi',
                message: expect.stringMatching(/^cluster b: /),
            },
        ]);
        await soon(clock, 'the others have it', () => Promise.resolve(has('Widget', 'web').every(Boolean)));
        const events = await soon(clock, 'an Event', async () => {
            const { items } = await hub.client.list({ group: '', resource: 'events' });
            const about = items.filter(({ involvedObject }) => involvedObject.kind === 'Widget');
            return about.length > 0 && about;
        });
        expect(events).toMatchObject([{ reason: 'MissingApi' }]);
    });
    it('goes after its objects, here and in every cluster', async () => {
        await hub.client.create(WIDGETS, widget());
        await untilTold('Widget', 'size', [1, 1, 1]);
        const order = [];
        for (const name of NAMES)
            agents[name].onRemoved = (kind) => order.push(kind);
        await hub.client.delete(definitionKey);
        await soon(clock, 'the definition is gone', async () => (await hub.client.get(definitionKey)) === undefined);
        expect(order).toEqual([...NAMES.map(() => 'Widget'), ...NAMES.map(() => 'CustomResourceDefinition')]);
        await soon(clock, 'it is not served', () => Promise.resolve(hub.kinds.of(WIDGETS) === undefined));
        await expect(hub.client.create(WIDGETS, widget())).rejects.toMatchObject({ reason: 'NotFound' });
        expect(await hub.rows(key(WIDGETS, 'web'))).toEqual([]);
    });
    it('whose name another one has is not served', async () => {
        const other = widgetDefinition();
        other.metadata.name = 'gadgets.example.com';
        other['spec'].names = { plural: 'gadgets', singular: 'gadget', kind: 'Widget' };
        await hub.client.create(DEFINITIONS, other);
        const judged = await soon(clock, 'it is judged', async () => {
            const found = await hub.client.get({ ...DEFINITIONS, namespace: '', name: 'gadgets.example.com' });
            return conditionsOf(found).length > 1 && found;
        });
        expect(conditionsOf(judged)).toMatchObject([
            { type: 'NamesAccepted', status: 'False', reason: 'KindConflict' },
            { type: 'Established', status: 'False' },
        ]);
        expect(hub.kinds.of({ group: 'example.com', resource: 'gadgets' })).toBeUndefined();
    });
});
//# sourceMappingURL=hub-kinds.test.js.map