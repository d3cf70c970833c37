import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { at } from '../../apps/cli/src/demo/context.js';
import { eventually } from '../support/eventually.js';
import { useFederation } from '../support/federation.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';

/**
 * The machine's own kubectl, and an old one, against a federation of two clusters: what users type all day, and what members
 * make of it. Each works in a namespace of its own.
 */

jest.setTimeout(120_000);

const MANAGED_BY = 'federation.meridian.dev/managed-by';

/** As written for 1.4: no selector, and groups that are long gone. */
const OLD_REPLICA_SET = `
apiVersion: extensions/v1beta1
kind: ReplicaSet
metadata: {name: nginx}
spec:
  replicas: 4
  template:
    metadata: {labels: {app: nginx}}
    spec:
      containers:
        - {name: frontend, image: 'nginx:1.9', ports: [{containerPort: 80}]}
`;
const OLD_INGRESS = `
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: nginx}
spec:
  backend: {serviceName: nginx, servicePort: 80}
`;
const PREFERRING = `
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: nginx-us
  annotations:
    federation.kubernetes.io/replica-set-preferences: |
      {"rebalance": true, "clusters": {"us-central1-a": {"minReplicas": 1, "maxReplicas": 2, "weight": 1}}}
spec:
  replicas: 5
  selector: {matchLabels: {app: nginx-us}}
  template:
    metadata: {labels: {app: nginx-us}}
    spec: {containers: [{name: frontend, image: 'nginx:1.9'}]}
`;
const CONFIG = `
apiVersion: v1
kind: ConfigMap
metadata: {name: applied, labels: {tier: back}}
data: {greeting: hello}
`;

const federation = useFederation('kubectl', 2);

function exists(object: KubeObject | undefined): boolean {
  return object !== undefined;
}

function inMembers(path: string, holds: (object: KubeObject | undefined) => boolean) {
  return federation().everywhere(path, path, holds);
}

const data = (key: string, value: string) => (object: KubeObject | undefined) =>
  at(object, 'data', key) === value;

describeWithKubectl('kubectl', (program) => {
  const namespace = `kubectl-${program.minor}`;
  const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;
  const SECRETS = `/api/v1/namespaces/${namespace}/secrets`;
  const REPLICA_SETS = `/apis/apps/v1/namespaces/${namespace}/replicasets`;
  const INGRESSES = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
  let kubectl: Kubectl;

  /** `kubectl wait --for=jsonpath` is younger than the old kubectl: that one asks again and again. */
  async function readyReplicas(name: string, replicas: number): Promise<void> {
    const path = '{.status.readyReplicas}';
    if (program.minor >= 23)
      await kubectl.ok(`wait --for=jsonpath=${path}=${replicas} rs/${name} --timeout=60s`);
    else
      await eventually(`${name} has ${replicas} ready replicas`, async () => {
        const shown = await kubectl.ok(`get rs ${name} -o jsonpath=${path}`);
        return shown === String(replicas);
      });
  }

  beforeAll(async () => {
    kubectl = new Kubectl(program, federation().dir, federation().kubeconfig, namespace);
    await kubectl.ok(`create namespace ${namespace}`);
  });

  it('shows the clusters', async () => {
    const lines = (await kubectl.ok('get clusters')).trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^NAME +STATUS +AGE$/),
      expect.stringMatching(/^us-central1-a +Ready +\d+s$/),
      expect.stringMatching(/^us-central1-b +Ready +\d+s$/),
    ]);
    const [title, first] = (await kubectl.ok('get clusters -o wide')).split('\n');
    expect(title).toMatch(/^NAME +STATUS +AGE +REGION +VERSION +AGENT +CAPACITY$/);
    expect(first).toMatch(/^us-central1-a +Ready +\d+s +us-central1 +v1\.\d+\.\d+\S* +\d+\.\d+\.\d+/);
    expect(await kubectl.ok('describe cluster us-central1-b')).toMatch(/Kind: +Cluster/);
    expect(await kubectl.ok('explain cluster.spec.region')).toMatch(/FIELD: +region <string>/);
  });

  it('creates, changes and deletes a ConfigMap, and the members follow', async () => {
    const path = `${CONFIG_MAPS}/daily`;
    expect(await kubectl.ok('create configmap daily --from-literal=a=one')).toBe('configmap/daily created\n');
    await inMembers(path, data('a', 'one'));
    expect(await kubectl.ok('label configmap daily tier=front')).toBe('configmap/daily labeled\n');
    expect(await kubectl.ok('annotate configmap daily owner=me')).toBe('configmap/daily annotated\n');
    await inMembers(
      path,
      (object) =>
        object?.metadata.labels?.['tier'] === 'front' && object.metadata.annotations?.['owner'] === 'me',
    );
    await kubectl.ok(['patch', 'configmap', 'daily', '-p', '{"data":{"a":"two"}}']);
    await inMembers(path, data('a', 'two'));
    const json = '[{"op":"add","path":"/data/b","value":"three"}]';
    await kubectl.ok(['patch', 'configmap', 'daily', '--type=json', '-p', json]);
    await inMembers(path, data('b', 'three'));
    const env = { KUBE_EDITOR: 'sed -i s/three/four/' };
    expect(await kubectl.ok('edit configmap daily', { env })).toBe('configmap/daily edited\n');
    await inMembers(path, data('b', 'four'));
    expect(await kubectl.ok('label configmap daily tier-')).toMatch(/^configmap\/daily (un)?labeled\n$/);
    await inMembers(path, (object) => object?.metadata.labels?.['tier'] === undefined);
    expect(await kubectl.ok('delete configmap daily')).toBe('configmap "daily" deleted\n');
    await inMembers(path, (object) => !exists(object));
  });

  it('applies, and sees no drift from what members add', async () => {
    const input = CONFIG;
    expect(await kubectl.ok('apply -f -', { input })).toBe('configmap/applied created\n');
    await inMembers(`${CONFIG_MAPS}/applied`, data('greeting', 'hello'));
    expect(await kubectl.ok('apply -f -', { input })).toBe('configmap/applied unchanged\n');
    expect(await kubectl.ok('diff -f -', { input })).toBe('');
    const newer = CONFIG.replace('hello', 'goodbye');
    const { code, stdout } = await kubectl.run('diff -f -', { input: newer });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('+  greeting: goodbye') });
    // A look changes nothing.
    expect(await kubectl.ok('get configmap applied -o jsonpath={.data.greeting}')).toBe('hello');
    expect(await kubectl.ok('apply -f -', { input: newer })).toBe('configmap/applied configured\n');
    await inMembers(`${CONFIG_MAPS}/applied`, data('greeting', 'goodbye'));
  });

  it('prunes what is no longer applied, here and in the members', async () => {
    const [first, second] = ['first', 'second'].map((name) =>
      CONFIG.replace('applied', `pruned-${name}`).replace('back', 'pruned'),
    );
    const both = `${first ?? ''}---${second ?? ''}`;
    expect((await kubectl.run('apply --prune -l tier=pruned -f -', { input: both })).code).toBe(0);
    await inMembers(`${CONFIG_MAPS}/pruned-first`, data('greeting', 'hello'));
    const pruned = await kubectl.run('apply --prune -l tier=pruned -f -', { input: second ?? '' });
    expect(pruned).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('configmap/pruned-first pruned'),
    });
    await inMembers(`${CONFIG_MAPS}/pruned-first`, (object) => !exists(object));
  });

  it('applies on the server, and respects other owners', async () => {
    const input = CONFIG.replace('applied', 'server-side');
    const command = 'apply --server-side -f -';
    expect(await kubectl.ok(command, { input })).toBe('configmap/server-side serverside-applied\n');
    await inMembers(`${CONFIG_MAPS}/server-side`, data('greeting', 'hello'));
    expect(await kubectl.ok('diff --server-side -f -', { input })).toBe('');
    const other = { input: input.replace('hello', 'hi') };
    const refused = await kubectl.run(`${command} --field-manager=other`, other);
    expect(refused.stderr).toContain('conflict with "kubectl": .data.greeting');
    await kubectl.ok(`${command} --field-manager=other --force-conflicts`, other);
    await inMembers(`${CONFIG_MAPS}/server-side`, data('greeting', 'hi'));
  });

  it('creates what was written for Kubernetes 1.4', async () => {
    const input = `${OLD_REPLICA_SET}---${OLD_INGRESS}`;
    expect(await kubectl.ok('create -f -', { input })).toBe(
      'replicaset.extensions/nginx created\ningress.extensions/nginx created\n',
    );
    await readyReplicas('nginx', 4);
    await inMembers(
      `${REPLICA_SETS}/nginx`,
      (object) =>
        at(object, 'spec', 'replicas') === 2 &&
        at(object, 'spec', 'selector', 'matchLabels', 'app') === 'nginx',
    );
    await inMembers(
      `${INGRESSES}/nginx`,
      (object) => at(object, 'spec', 'defaultBackend', 'service', 'name') === 'nginx',
    );
    expect(await kubectl.ok('get rs nginx')).toMatch(/^NAME +DESIRED +CURRENT +READY +AGE\nnginx +4 +4 +4 /);
    const old = await kubectl.ok('get replicasets.v1beta1.extensions nginx -o yaml');
    expect(old).toContain('apiVersion: extensions/v1beta1\n');
    expect(await kubectl.ok('get ingresses.v1beta1.extensions nginx -o yaml')).toContain(
      'serviceName: nginx',
    );
    expect(await kubectl.ok('get ingress nginx -o yaml')).toContain('apiVersion: networking.k8s.io/v1\n');
  });

  it('scales and changes a ReplicaSet', async () => {
    expect(await kubectl.ok('scale rs nginx --replicas=6')).toBe('replicaset.apps/nginx scaled\n');
    await inMembers(`${REPLICA_SETS}/nginx`, (object) => at(object, 'status', 'readyReplicas') === 3);
    await kubectl.ok('set image rs/nginx frontend=nginx:1.10');
    await inMembers(
      `${REPLICA_SETS}/nginx`,
      (object) => at(object, 'spec', 'template', 'spec', 'containers', 0, 'image') === 'nginx:1.10',
    );
    await readyReplicas('nginx', 6);
    const unmet = await kubectl.run('scale rs nginx --current-replicas=4 --replicas=1');
    expect(unmet.stderr).toContain('Expected replicas to be 4, was 6');
  });

  it('applies a ReplicaSet without drift, while members report its status', async () => {
    const input = PREFERRING;
    await kubectl.ok('apply -f -', { input });
    await readyReplicas('nginx-us', 2);
    expect(await kubectl.ok('diff -f -', { input })).toBe('');
    expect(await kubectl.ok('apply -f -', { input })).toBe('replicaset.apps/nginx-us unchanged\n');
  });

  it('describes what fits nowhere', async () => {
    await kubectl.ok('wait --for=condition=Placed=false rs/nginx-us --timeout=60s');
    const said = await kubectl.until('get events --watch -o jsonpath={.reason}{"\\n"}', (out) =>
      out.includes('ReplicasUnplaced'),
    );
    expect(said).toContain('ReplicasUnplaced');
    const text = await kubectl.ok('describe rs nginx-us');
    expect(text).toMatch(/Replicas: +2 current \/ 5 desired/);
    expect(text).toMatch(/Conditions:[^]*Placed +False +ReplicasUnplaced/);
    expect(text).toMatch(
      /Events:[^]*Warning +ReplicasUnplaced +\S+ +meridian-hub +3 of 5 replicas are not placed/,
    );
    const other = await federation().member('us-central1-b').find(`${REPLICA_SETS}/nginx-us`);
    expect(other).toBeUndefined();
  });

  it('watches', async () => {
    await kubectl.ok('create configmap seen --from-literal=a=1');
    let deleting: Promise<string> | undefined;
    const command = 'get configmaps --field-selector=metadata.name=seen --watch --output-watch-events';
    const events = await kubectl.until(command, (printed) => {
      // Only then, so that there is something to be watched.
      if (/ADDED +seen/.test(printed)) deleting ??= kubectl.ok('delete configmap seen');
      return /DELETED +seen/.test(printed);
    });
    expect(events).toMatch(/^EVENT +NAME +DATA +AGE\nADDED +seen +1 [^]*DELETED +seen/);
    await deleting;
  });

  it('lets members keep what is deleted with --cascade=orphan', async () => {
    const path = `${CONFIG_MAPS}/orphan`;
    await kubectl.ok('create configmap orphan --from-literal=a=1');
    const before = await inMembers(path, exists);
    await kubectl.ok('delete configmap orphan --cascade=orphan');
    const gone = await kubectl.run('get configmap orphan');
    expect(gone.stderr).toContain('configmaps "orphan" not found');
    const after = await inMembers(path, (object) => object?.metadata.labels?.[MANAGED_BY] === undefined);
    expect(after.map((object) => [object?.metadata.uid, object?.['data']])).toEqual(
      before.map((object) => [object?.metadata.uid, { a: '1' }]),
    );
  });

  it('deletes a ReplicaSet with its pods', async () => {
    expect(await kubectl.ok('delete rs nginx nginx-us')).toBe(
      'replicaset.apps "nginx" deleted\nreplicaset.apps "nginx-us" deleted\n',
    );
    for (const cluster of federation().clusters) {
      const file = federation().memberKubeconfig(cluster);
      const member = new Kubectl(program, join(federation().dir, cluster), file, namespace);
      expect((await member.run('get rs nginx nginx-us')).stderr).toContain('not found');
      await eventually('the pods are gone', async () => {
        return (await member.ok('get pods -l app=nginx -o name')) === '';
      });
    }
  });

  it('keeps Secrets out of every file of the hub, the broker and the agents', async () => {
    const name = `token-${randomBytes(6).toString('hex')}`;
    const values = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    await kubectl.ok(`create secret generic ${name} --from-literal=token=${values[0] ?? ''}`);
    const encoded = values.map((value) => Buffer.from(value).toString('base64'));
    await inMembers(`${SECRETS}/${name}`, data('token', encoded[0] ?? ''));
    const patch = JSON.stringify({ stringData: { token: values[1] } });
    await kubectl.ok(['patch', 'secret', name, '-p', patch]);
    await inMembers(`${SECRETS}/${name}`, data('token', encoded[1] ?? ''));
    const files = await filesUnder(['hub', 'agents'].map((dir) => join(federation().dir, dir)));
    // The name is no secret, so a search that finds anything must find it.
    expect(holders(files, [name])).toContainEqual(expect.stringContaining('/postgres/'));
    expect(holders(files, [...values, ...encoded, ...[...values, ...encoded].flatMap(innerBase64)])).toEqual(
      [],
    );
  });
});

/** What base64 makes of `text` somewhere inside a longer text: one form for each of three alignments. */
function innerBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.from(`${'x'.repeat(shift)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters that depend on the neighbours.
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

async function filesUnder(dirs: readonly string[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const dir of dirs)
    for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const content = await readFile(path).catch(() => undefined);
      if (content) files.set(path, content);
    }
  return files;
}

function holders(files: ReadonlyMap<string, Buffer>, texts: readonly string[]): string[] {
  return [...files].flatMap(([path, content]) =>
    texts.some((text) => content.includes(text)) ? [path] : [],
  );
}
