import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { certificateAuthenticator, closeServer, createApiServer, createHttpsServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, listen, mastersOnly, namespaceLifecycle, tokenAuthenticator, } from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { silentLogger, systemClock } from '#libs/process';
import { makeCredentials } from '../../apps/simulator/src/access/credentials.js';
import { kubeconfigOf } from '../../apps/simulator/src/access/kubeconfig.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { tempDir } from '../support/temp-dir.js';
/** The machine's own kubectl and an old one against the API server over memory, through real TLS, each in its namespace. */
// Each command is a process of a third of a second.
jest.setTimeout(120_000);
const credentials = makeCredentials({ cluster: 'test', host: '127.0.0.1' }, Date.now());
const storage = createMemoryStorage({ clock: systemClock });
const server = createApiServer({
    storage,
    registry: createRegistry(builtinResources),
    clock: systemClock,
    logger: silentLogger,
    authenticators: [
        certificateAuthenticator,
        tokenAuthenticator(new Map([[credentials.token, { username: 'token', groups: ['system:masters'] }]])),
    ],
    authorizer: mastersOnly,
    admission: [namespaceLifecycle(storage)],
});
const client = createLocalClient(server.core);
const watches = new EventEmitter();
/** Resolves when a client watches that resource: what changes from then on is seen by it. */
async function watchAsked(resource) {
    await once(watches, resource);
}
const listener = createHttpsServer({
    server: {
        handle: (request) => {
            if (request.query.get('watch') === 'true')
                watches.emit(request.path.split('/').pop() ?? '');
            return server.handle(request);
        },
    },
    key: credentials.server.key,
    cert: credentials.server.certificate,
    ca: credentials.ca,
});
const servers = [listener];
let home;
let url;
beforeAll(async () => {
    home = await tempDir('kubectl');
    await ensureNamespaces(client);
    url = `https://127.0.0.1:${await listen(listener, { host: '127.0.0.1', port: 0 })}`;
    writeFileSync(join(home.path, 'config'), kubeconfigOf(url, credentials), { mode: 0o600 });
});
afterAll(async () => {
    for (const open of servers)
        await closeServer(open);
    await home.remove();
});
const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: c
          image: nginx:1.25
          ports: [{containerPort: 80}]
`;
describeWithKubectl('kubectl', (program) => {
    const namespace = `kubectl-${program.minor}`;
    const shop = `${namespace}-shop`;
    const web = { group: 'apps', resource: 'deployments', namespace, name: 'web' };
    let user;
    const kubectl = (args, input = '') => user.run(args, { input });
    beforeAll(async () => {
        user = new Kubectl(program, home.path, join(home.path, 'config'), namespace);
        await user.ok(`create namespace ${namespace}`);
    });
    it('finds its way around', async () => {
        expect(await kubectl('version')).toMatchObject({
            code: 0,
            stdout: expect.stringMatching(/Server Version: .*v1\.33/),
        });
        const resources = await kubectl('api-resources');
        expect(resources.stdout).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/);
        expect((await kubectl('auth can-i create deployments')).stdout).toBe('yes\n');
        if (program.minor >= 27)
            expect((await kubectl('auth whoami')).stdout).toContain('kubernetes-admin');
        expect((await kubectl('get namespaces')).stdout).toMatch(/NAME +STATUS +AGE\ndefault +Active/);
        expect((await kubectl('get configmaps')).stderr).toContain(`No resources found in ${namespace} namespace.`);
        expect((await kubectl('explain deployment.spec.replicas')).stdout).toMatch(/FIELD: +replicas <integer>/);
        expect((await kubectl('explain deployment')).stdout).toContain('Keeps a number of equal pods running');
        expect((await kubectl('auth can-i get pods --as=alice')).stdout).toBe('no\n');
        expect((await kubectl('logs pod/none')).stderr).toContain('pods "none" not found');
    });
    it('creates typed objects by protobuf and reads them back', async () => {
        expect((await kubectl(`create namespace ${shop}`)).stdout).toBe(`namespace/${shop} created\n`);
        expect((await kubectl(`-n ${shop} create configmap cfg --from-literal=a=1`)).code).toBe(0);
        expect((await kubectl(`-n ${shop} create secret generic s --from-literal=p=q`)).code).toBe(0);
        expect((await kubectl(`-n ${shop} get configmap cfg -o jsonpath={.data.a}`)).stdout).toBe('1');
        expect((await kubectl(`-n ${shop} get secret s -o jsonpath={.data.p}`)).stdout).toBe('cQ==');
        expect((await kubectl(`-n ${shop} create deployment d --image=nginx --replicas=2`)).code).toBe(0);
        const twice = await kubectl(`-n ${shop} create configmap cfg`);
        expect(twice.stderr).toContain('configmaps "cfg" already exists');
        expect((await kubectl('-n nowhere create configmap x')).stderr).toContain('namespaces "nowhere" not found');
    });
    it('sees no drift in a saved object or in empty fields', async () => {
        const manifest = [
            'apiVersion: apps/v1',
            'kind: Deployment',
            'metadata: {name: drift, annotations: {}}',
            'spec:',
            '  paused: false',
            '  selector: {matchLabels: {app: drift}}',
            '  template:',
            '    metadata: {labels: {app: drift}, annotations: {}}',
            '    spec: {containers: [{name: c, image: nginx, args: [], workingDir: ""}]}',
            '---',
            'apiVersion: v1',
            'kind: ConfigMap',
            'metadata: {name: drift, labels: {}}',
            'data: {}',
        ].join('\n');
        expect((await kubectl('apply -f -', manifest)).code).toBe(0);
        expect(await kubectl('diff -f -', manifest)).toMatchObject({ code: 0, stdout: '' });
        for (const kind of ['deployment', 'configmap']) {
            const saved = (await kubectl(`get ${kind} drift -o yaml`)).stdout;
            expect(saved).not.toMatch(/^ *(labels|annotations|data|args|workingDir|paused): \S/m);
            expect(await kubectl('diff -f -', saved)).toMatchObject({ code: 0, stdout: '' });
        }
        expect((await kubectl('delete -f -', manifest)).code).toBe(0);
    });
    it('prunes what is no longer applied', async () => {
        const config = (name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: prune}}\n`;
        const prune = 'apply --prune -l set=prune -f -';
        expect((await kubectl(prune, config('first'))).stdout).toBe('configmap/first created\n');
        const second = await kubectl(prune, config('second'));
        expect(second).toMatchObject({ code: 0, stdout: 'configmap/second created\nconfigmap/first pruned\n' });
        expect((await kubectl('create cronjob tick --image=busybox --schedule=@daily')).code).toBe(0);
        expect((await kubectl('create pdb tick --selector=app=web --min-available=1')).code).toBe(0);
        expect((await kubectl('delete configmap,cronjob,pdb --all')).code).toBe(0);
    });
    it('applies, changes and shows a deployment', async () => {
        expect((await kubectl('apply -f -', DEPLOYMENT)).stdout).toBe('deployment.apps/web created\n');
        expect((await kubectl('apply -f -', DEPLOYMENT)).stdout).toBe('deployment.apps/web unchanged\n');
        expect(await kubectl('diff -f -', DEPLOYMENT)).toMatchObject({ code: 0, stdout: '' });
        const newer = DEPLOYMENT.replace('1.25', '1.26');
        expect((await kubectl('diff -f -', newer)).stdout).toContain('+      - image: nginx:1.26');
        expect((await kubectl('apply -f -', newer)).stdout).toBe('deployment.apps/web configured\n');
        expect((await kubectl('scale deployment web --replicas=3')).stdout).toContain('scaled');
        expect((await kubectl('set image deployment/web c=nginx:1.27')).code).toBe(0);
        expect((await kubectl('label deployment web tier=front')).stdout).toContain('labeled');
        expect((await kubectl('annotate deployment web note=1')).code).toBe(0);
        const patch = [
            'patch',
            'deployment',
            'web',
            '--type=json',
            '-p=[{"op":"remove","path":"/metadata/labels/tier"}]',
        ];
        expect((await kubectl(patch.join(' '))).code).toBe(0);
        expect((await kubectl('get deployment web')).stdout).toMatch(/web +0\/3 +0 +0/);
        expect((await kubectl('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).stdout).toBe('nginx:1.27');
        const described = await kubectl('describe deployment web');
        expect(described).toMatchObject({
            code: 0,
            stdout: expect.stringContaining('Replicas:               3 desired'),
        });
        const typo = await kubectl('apply -f -', DEPLOYMENT.replace('replicas', 'replicaz').replace('web,', 'typo,'));
        expect(typo.stderr).toMatch(/unknown field "(spec\.)?replicaz"/);
    });
    it('edits by an editor', async () => {
        const script = join(home.path, 'edit.sh');
        writeFileSync(script, '#!/bin/sh\nsed -i "s/note: \\"1\\"/note: \\"2\\"/" "$1"\n', { mode: 0o755 });
        expect(await user.run('edit deployment web', { env: { KUBE_EDITOR: script } })).toMatchObject({
            code: 0,
            stdout: 'deployment.apps/web edited\n',
        });
        expect((await kubectl('get deployment web -o yaml')).stdout).toContain('note: "2"');
    });
    it('applies on the server and meets conflicts', async () => {
        const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ssa}\ndata: {a: "1"}\n';
        expect((await kubectl('apply --server-side -f -', config)).stdout).toContain('serverside-applied');
        const other = config.replace('"1"', '"2"');
        const conflict = await kubectl('apply --server-side --field-manager=other -f -', other);
        expect(conflict.stderr).toContain('conflict with "kubectl": .data.a');
        expect((await kubectl('apply --server-side --force-conflicts --field-manager=other -f -', other)).code).toBe(0);
        // A client-side object moves over: last-applied, then a JSON patch of managedFields.
        expect((await kubectl('apply --server-side -f -', DEPLOYMENT)).stderr).toContain('conflict');
        expect((await kubectl('apply --server-side --force-conflicts -f -', DEPLOYMENT)).code).toBe(0);
        expect((await kubectl('apply --server-side -f -', DEPLOYMENT)).code).toBe(0);
    });
    it('waits and watches', async () => {
        const watched = watchAsked('configmaps');
        const seen = user.until('get configmaps --watch-only -o name', (out) => out.includes('configmap/task'));
        await watched;
        expect((await kubectl('create configmap task')).code).toBe(0);
        expect(await seen).toContain('configmap/task');
        const waits = watchAsked('deployments');
        const patient = kubectl('wait --for=condition=Available deployment/web --timeout=60s');
        await waits;
        const condition = { type: 'Available', status: 'True', reason: 'Test', message: '' };
        await client.modify(web, (object) => ({ ...object, status: { conditions: [condition] } }), 'status');
        expect((await patient).stdout).toBe('deployment.apps/web condition met\n');
        if (program.minor < 23)
            return;
        const waitsToo = watchAsked('configmaps');
        const done = kubectl('wait --for=jsonpath={.data.done}=yes configmap/task --timeout=60s');
        await waitsToo;
        const task = { group: '', resource: 'configmaps', namespace, name: 'task' };
        await client.modify(task, (object) => ({ ...object, data: { done: 'yes' } }));
        expect((await done).stdout).toBe('configmap/task condition met\n');
    });
    it('deletes, in the foreground and with namespaces', async () => {
        expect((await kubectl('delete configmap ssa')).stdout).toBe('configmap "ssa" deleted\n');
        expect((await kubectl('delete configmap ssa')).stderr).toContain('configmaps "ssa" not found');
        expect((await kubectl('delete configmap ssa --ignore-not-found')).code).toBe(0);
        expect((await kubectl('delete deployment web --cascade=foreground --wait=false')).code).toBe(0);
        const going = await kubectl('get deployment web -o jsonpath={.metadata.finalizers}');
        expect(going.stdout).toBe('["foregroundDeletion"]');
        const watched = watchAsked('deployments');
        const waiting = kubectl('wait --for=delete deployment/web --timeout=60s');
        await watched;
        await client.modify(web, (object) => {
            const { finalizers: _, ...metadata } = object.metadata;
            return { ...object, metadata };
        });
        expect((await waiting).code).toBe(0);
        const watchedNamespaces = watchAsked('namespaces');
        const deleting = kubectl(`delete namespace ${shop}`);
        await watchedNamespaces;
        const key = { group: '', resource: 'namespaces', namespace: '', name: shop };
        await client.modify(key, (object) => ({ ...object, spec: {} }), 'finalize');
        expect(await deleting).toMatchObject({ code: 0, stdout: `namespace "${shop}" deleted\n` });
    });
});
describe('the listener', () => {
    const call = (path, options = {}) => new Promise((resolve, reject) => {
        const { method = 'GET', headers = {}, body = '', certificate = false } = options;
        const identity = certificate ? { key: credentials.admin.key, cert: credentials.admin.certificate } : {};
        const sent = httpsRequest(`${url}${path}`, { method, headers, ca: credentials.ca, agent: false, ...identity }, (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (chunk) => (text += chunk));
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.on('error', reject);
        sent.end(body);
    });
    it('believes certificates of its CA, and tokens, and nobody else', async () => {
        expect((await call('/api')).status).toBe(401);
        expect((await call('/livez')).text).toBe('ok');
        expect((await call('/api', { certificate: true })).status).toBe(200);
        expect((await call('/api', { headers: { authorization: `Bearer ${credentials.token}` } })).status).toBe(200);
        const strangers = makeCredentials({ cluster: 'other', host: '127.0.0.1' }, Date.now());
        const status = await new Promise((resolve, reject) => {
            const identity = { key: strangers.admin.key, cert: strangers.admin.certificate };
            httpsRequest(`${url}/api`, { ca: credentials.ca, agent: false, ...identity }, (response) => {
                response.resume();
                resolve(response.statusCode);
            })
                .on('error', reject)
                .end();
        });
        expect(status).toBe(401);
    });
    it('refuses bodies that are too large, announced or not', async () => {
        const body = 'x'.repeat(3 * 1024 * 1024 + 1);
        const path = '/api/v1/namespaces/default/configmaps';
        expect((await call(path, { method: 'POST', body, certificate: true })).status).toBe(413);
        const chunked = { 'transfer-encoding': 'chunked' };
        expect((await call(path, { method: 'POST', body, headers: chunked, certificate: true })).status).toBe(413);
    });
    it('compresses long answers for those who take that', async () => {
        const identity = { key: credentials.admin.key, cert: credentials.admin.certificate };
        const get = (accepted, path = '/openapi/v2') => new Promise((resolve, reject) => {
            const headers = { 'accept-encoding': accepted };
            httpsRequest(`${url}${path}`, { ca: credentials.ca, agent: false, headers, ...identity }, resolve)
                .on('error', reject)
                .end();
        });
        const plain = await get('identity');
        const packed = await get('gzip');
        expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept, Accept-Encoding' });
        const unpacked = await buffer(packed.pipe(createGunzip()));
        expect(unpacked.equals(await buffer(plain))).toBe(true);
        expect(Number(packed.headers['content-length'])).toBeLessThan(unpacked.length / 2);
        for (const answer of [plain, await get('gzip;q=0'), await get('gzip', '/version')]) {
            expect(answer.headers['content-encoding']).toBeUndefined();
            answer.resume();
        }
    });
    it('sends the headers of a watch at once, its events as they come, and stops it with the client', async () => {
        const watching = await new Promise((resolve, reject) => {
            const identity = { key: credentials.admin.key, cert: credentials.admin.certificate };
            httpsRequest(`${url}/api/v1/namespaces/kube-public/configmaps?watch=true`, { ca: credentials.ca, agent: false, ...identity }, resolve)
                .on('error', reject)
                .end();
        });
        expect(watching.headers['content-type']).toBe('application/json');
        const event = new Promise((resolve) => watching.once('data', (data) => resolve(data.toString())));
        const object = {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'seen', namespace: 'kube-public' },
        };
        await client.create({ group: '', resource: 'configmaps' }, object);
        expect(JSON.parse(await event)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'seen' } } });
        watching.destroy();
    });
    it('tells the handler that the client is gone', async () => {
        const ended = new Promise((resolve) => {
            const endless = async function* (signal) {
                yield 'first\n';
                await new Promise((done) => signal.addEventListener('abort', () => done()));
                resolve();
            };
            const handle = ({ signal }) => Promise.resolve({ status: 200, headers: {}, stream: endless(signal) });
            const other = createHttpsServer({
                server: { handle },
                key: credentials.server.key,
                cert: credentials.server.certificate,
                ca: credentials.ca,
            });
            void listen(other, { host: '127.0.0.1', port: 0 }).then((port) => {
                const sent = httpsRequest({ port, ca: credentials.ca, agent: false }, (response) => {
                    response.once('data', () => sent.destroy());
                });
                sent.on('error', () => undefined);
                sent.end();
            });
            servers.push(other);
        });
        await ended;
    });
});
//# sourceMappingURL=apiserver-kubectl.test.js.map