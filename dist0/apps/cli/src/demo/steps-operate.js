import {} from '#libs/apimachinery';
import { at, everywhere, expectThat } from './context.js';
import { formatTable } from '../kube-http.js';
import { secret } from './manifests.js';
import { CLUSTERS, isReady, REPLICA_SETS, runs } from './steps-create.js';
import { servedBy, TRAFFIC_STEP } from './steps-traffic.js';
/** Steps 7 to 10 of the walkthrough: a cluster that is away, daily work at the hub, and the hub away. */
const SECRETS = '/api/v1/namespaces/default/secrets';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
/** The cluster that the walkthrough switches off, or the last one of a smaller demo. */
function victim(context) {
    return (context.places.find(({ cluster }) => cluster === 'europe-west1-c')?.cluster ??
        context.places.at(-1)?.cluster ??
        '');
}
function holdsToken(value) {
    return (object) => at(object, 'data', 'token') === Buffer.from(value).toString('base64');
}
function isOffline(cluster) {
    const conditions = at(cluster, 'status', 'conditions');
    return (Array.isArray(conditions) &&
        conditions.some((one) => at(one, 'type') === 'Offline' && at(one, 'status') === 'True'));
}
async function secretWhileAway(context) {
    const away = victim(context);
    const others = context.places.filter(({ cluster }) => cluster !== away);
    context.said(`${away} loses its power`);
    const cut = performance.now();
    await context.powerOff(away);
    context.typed('kubectl --context=federation create secret generic api-token --from-literal=token=one');
    await context.hub.call({ method: 'POST', path: SECRETS, body: secret('one') });
    await everywhere({ ...context, places: others }, `${SECRETS}/api-token`, 'secret api-token', holdsToken('one'));
    context.said(`the other ${others.length} have it`);
    // One or two clusters are too few to tell their silence from our own.
    await context.hub.until(`${CLUSTERS}/${away}`, `${away} is Offline`, isOffline);
    context.typed('kubectl --context=federation get clusters');
    context.said(formatTable(await context.hub.table(CLUSTERS)));
    context.said(`(Offline ${((performance.now() - cut) / 1000).toFixed(1)} s after the power cut)`);
    await context.powerOn(away);
    await context.member(away).until(`${SECRETS}/api-token`, `secret api-token in ${away}`, holdsToken('one'));
    context.said(`${away} is back and has it`);
    await context.hub.until(`${CLUSTERS}/${away}`, `${away} is Ready again`, isReady);
    context.typed(`kubectl --context=federation patch secret api-token -p '{"stringData":{"token":"two"}}'`);
    await context.hub.call({
        method: 'PATCH',
        path: `${SECRETS}/api-token`,
        contentType: MERGE_PATCH,
        body: { data: secret('two')['data'] },
    });
    await everywhere(context, `${SECRETS}/api-token`, 'the new secret', holdsToken('two'));
    context.said(`the update is in all ${context.places.length}`);
}
async function operate(context) {
    const rs = `${REPLICA_SETS}/nginx`;
    const total = 2 * context.places.length;
    context.typed(`kubectl --context=federation scale rs nginx --replicas=${total}`);
    await context.hub.call({
        method: 'PATCH',
        path: `${rs}/scale`,
        contentType: MERGE_PATCH,
        body: { spec: { replicas: total } },
    });
    await everywhere(context, rs, 'two ready replicas', (object) => runs(object, 2));
    context.said(`replicaset.apps/nginx scaled: two in each cluster`);
    context.typed('kubectl --context=federation set image rs/nginx frontend=nginx:1.10');
    await context.hub.call({
        method: 'PATCH',
        path: rs,
        contentType: STRATEGIC,
        body: { spec: { template: { spec: { containers: [{ name: 'frontend', image: 'nginx:1.10' }] } } } },
    });
    await everywhere(context, rs, 'the new image', (object) => at(object, 'spec', 'template', 'spec', 'containers', 0, 'image') === 'nginx:1.10');
    context.typed('kubectl --context=federation label rs nginx tier=front');
    await context.hub.call({
        method: 'PATCH',
        path: rs,
        contentType: MERGE_PATCH,
        body: { metadata: { labels: { tier: 'front' } } },
    });
    await everywhere(context, rs, 'the label', (object) => object?.metadata.labels?.['tier'] === 'front');
    context.said('image and label are changed in all clusters');
    await repairs(context, rs);
    await killPod(context);
    context.typed('kubectl --context=federation delete rs nginx-us');
    await context.hub.call({
        method: 'DELETE',
        path: `${REPLICA_SETS}/nginx-us`,
        body: { propagationPolicy: 'Background' },
    });
    await context.hub.until(`${REPLICA_SETS}/nginx-us`, 'nginx-us is gone at the hub', (object) => object === undefined);
    await everywhere(context, `${REPLICA_SETS}/nginx-us`, 'no nginx-us', (object) => object === undefined);
    context.said('replicaset.apps/nginx-us deleted, at the hub and in the members');
}
/** Somebody edits a member directly: it is put right, also while the hub is away. */
async function repairs(context, path) {
    const cluster = context.places[0]?.cluster ?? '';
    context.typed(`kubectl --context=${cluster} label rs nginx tier=mine --overwrite`);
    const begin = performance.now();
    const edited = await context.member(cluster).call({
        method: 'PATCH',
        path,
        contentType: MERGE_PATCH,
        body: { metadata: { labels: { tier: 'mine' } } },
    });
    await context
        .member(cluster)
        .until(path, 'the edit is repaired', (object) => object?.metadata.labels?.['tier'] === 'front' &&
        object.metadata.resourceVersion !== edited.metadata.resourceVersion);
    context.said(`repaired after ${Math.round(performance.now() - begin)} ms`);
}
async function killPod(context) {
    const cluster = context.places[0]?.cluster ?? '';
    const member = context.member(cluster);
    const pods = '/api/v1/namespaces/default/pods';
    const list = await member.call({
        method: 'GET',
        path: `${pods}?labelSelector=app%3Dnginx`,
    });
    const name = list.items[0]?.metadata.name ?? '';
    expectThat(name !== '', `no pod of nginx in ${cluster}`);
    context.typed(`kubectl --context=${cluster} delete pod ${name} --grace-period=0`);
    await member.call({ method: 'DELETE', path: `${pods}/${name}`, body: { gracePeriodSeconds: 0 } });
    await member.until(`${pods}/${name}`, `pod ${name} is gone`, (object) => object === undefined);
    await member.until(`${REPLICA_SETS}/nginx`, 'a new pod took its place', (object) => runs(object, 2));
    context.said('a new pod took its place');
}
async function hubAway(context) {
    const rs = `${REPLICA_SETS}/nginx`;
    context.said('the hub stops, and the broker and the database with it');
    await context.stopHub();
    await repairs(context, rs);
    const before = await everywhere(context, rs, 'two ready replicas while the hub is away', (object) => runs(object, 2));
    for (const edge of context.edges) {
        const page = await servedBy(edge, 'traffic flows while the hub is away', () => true);
        context.typed(`curl http://${edge.http}/`);
        context.said(page);
    }
    await context.startHub();
    context.said('the hub is back');
    await clustersBack(context);
    await context.hub.until(rs, 'the hub sees every replica', (object) => runs(object, 2 * context.places.length));
    for (const { cluster } of context.places) {
        const now = await context.member(cluster).find(rs);
        const was = before.get(cluster)?.metadata;
        expectThat(now?.metadata.uid === was?.uid && now?.metadata.resourceVersion === was?.resourceVersion, `the return of the hub changed ReplicaSet nginx in ${cluster}`);
    }
    context.typed('kubectl --context=federation get rs');
    context.said(formatTable(await context.hub.table(REPLICA_SETS)));
    context.said('nothing was changed in any cluster');
}
async function clustersBack(context) {
    await Promise.all(context.places.map(({ cluster }) => context.hub.until(`${CLUSTERS}/${cluster}`, `${cluster} is Ready after the restart`, isReady)));
}
export const OPERATE_STEPS = [
    {
        id: 'secret',
        number: 7,
        title: 'A Secret while a cluster is off',
        command: 'kubectl --context=federation create secret generic api-token --from-literal=token=one',
        run: secretWhileAway,
    },
    TRAFFIC_STEP,
    {
        id: 'operate',
        number: 9,
        title: 'Daily work at the hub, edits and losses in members',
        command: 'kubectl --context=federation scale rs nginx',
        run: operate,
    },
    {
        id: 'hub-away',
        number: 10,
        title: 'The hub stops and returns',
        command: 'kubectl --context=federation get rs',
        run: hubAway,
    },
];
//# sourceMappingURL=steps-operate.js.map