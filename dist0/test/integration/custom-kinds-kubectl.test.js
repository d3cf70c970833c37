import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { silentLogger } from '#libs/process';
import { startSimulator } from '../../apps/simulator/src/start-simulator.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { tempDir } from '../support/temp-dir.js';
/** Custom kinds, to the machine's own kubectl: hub and simulator serve them with the same code. */
// Each command is a process of a third of a second.
jest.setTimeout(120_000);
const DEFINITION = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'], categories: ['all'] },
        versions: [
            {
                name: 'v1',
                served: true,
                storage: true,
                subresources: {
                    status: {},
                    scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
                },
                additionalPrinterColumns: [
                    { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
                    { name: 'Color', type: 'string', jsonPath: '.spec.color' },
                ],
                schema: {
                    openAPIV3Schema: {
                        type: 'object',
                        description: 'Something to be counted.',
                        properties: {
                            spec: {
                                type: 'object',
                                required: ['size'],
                                'x-kubernetes-validations': [
                                    { rule: "self.color != 'blue' || self.size < 100", message: 'blue ones are few' },
                                    {
                                        rule: 'self.size >= oldSelf.size - 10',
                                        messageExpression: "'not below ' + string(oldSelf.size - 10)",
                                    },
                                ],
                                properties: {
                                    size: { type: 'integer', minimum: 0, description: 'How many there are.' },
                                    color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
                                },
                            },
                            status: { type: 'object', properties: { size: { type: 'integer' } } },
                        },
                    },
                },
            },
        ],
    },
};
describeWithKubectl('a custom kind, to kubectl', (program) => {
    let directory;
    let simulator;
    let kubectl;
    beforeAll(async () => {
        directory = await tempDir('custom-kinds-kubectl');
        simulator = await startSimulator({
            cluster: 'm1',
            listen: { host: '127.0.0.1', port: 0 },
            nodes: 1,
            nodeCpu: '8',
            podReadyMs: 20,
            logger: silentLogger,
        });
        const kubeconfig = join(directory.path, 'kubeconfig');
        await writeFile(kubeconfig, simulator.kubeconfig);
        kubectl = new Kubectl(program, directory.path, kubeconfig);
        await apply(DEFINITION);
        await kubectl.ok(['wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=20s']);
    });
    afterAll(async () => {
        await simulator.stop();
        await directory.remove();
    });
    const apply = (object, ...options) => kubectl.ok(['apply', '-f', '-', ...options], { input: JSON.stringify(object) });
    const widget = (name, spec) => ({
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name },
        spec,
    });
    it('is discovered, explained and printed as its definition says', async () => {
        expect(await kubectl.ok('api-resources --api-group=example.com')).toMatch(/^widgets +wd +example\.com\/v1 +true +Widget$/m);
        expect(await kubectl.ok('explain widget.spec.size')).toContain('How many there are.');
        await apply(widget('one', { size: 2 }));
        const rows = (await kubectl.ok('get wd')).trim().split('\n');
        expect(rows.map((row) => row.trim().split(/ +/))).toEqual([
            ['NAME', 'SIZE', 'COLOR'],
            ['one', '2', 'red'],
        ]);
        expect(await kubectl.ok('get all')).toContain('widget.example.com/one');
    });
    it('keeps its objects to their schema', async () => {
        // Old versions would refuse it themselves.
        const refused = await kubectl.run(['apply', '--validate=false', '-f', '-'], {
            input: JSON.stringify(widget('bad', { color: 'green' })),
        });
        expect(refused.code).not.toBe(0);
        expect(refused.stderr).toMatch(/spec\.size: Required value/);
        expect(refused.stderr).toMatch(/spec\.color: Unsupported value: "green"/);
        const unknown = widget('unknown', { size: 1, wheels: 4 });
        await apply(unknown, '--validate=false');
        expect(await kubectl.ok('get wd/unknown -o jsonpath={.spec}')).not.toContain('wheels');
    });
    it('keeps its objects to the rules of its definition', async () => {
        await apply(widget('ruled', { size: 120 }));
        const patched = (spec) => kubectl
            .run(['patch', 'wd/ruled', '--type=merge', '-p', JSON.stringify({ spec })])
            .then(({ stderr }) => stderr);
        expect(await patched({ color: 'blue' })).toMatch(/spec: Invalid value: "?object"?: blue ones are few/);
        expect(await patched({ size: 50 })).toMatch(/spec: Invalid value: "?object"?: not below 110/);
        await kubectl.ok('scale wd/ruled --replicas=111');
        const nonsense = JSON.parse(JSON.stringify(DEFINITION).replace('self.color !=', 'self.colour !='));
        const refused = await kubectl.run(['apply', '-f', '-'], { input: JSON.stringify(nonsense) });
        expect(refused.stderr).toMatch(/x-kubernetes-validations\[0\]\.rule: .*compilation failed: .*colour/);
    });
    it('is scaled, merged and applied from several sides', async () => {
        await apply(widget('two', { size: 1 }));
        await kubectl.ok('scale wd/two --replicas=4');
        await kubectl.ok(['patch', 'wd/two', '--type=merge', '-p', '{"spec":{"color":"blue"}}']);
        expect(await kubectl.ok('get wd/two -o jsonpath={.spec.size}/{.spec.color}/{.metadata.generation}')).toBe('4/blue/3');
        await apply(widget('two', { size: 5 }), '--server-side', '--force-conflicts');
        expect(await kubectl.ok('get wd/two -o jsonpath={.spec.size}/{.spec.color}')).toBe('5/blue');
    });
    it('goes with its objects', async () => {
        await kubectl.ok('delete crd/widgets.example.com --timeout=30s');
        expect(await kubectl.ok('api-resources --cached=false -o name')).not.toContain('widgets');
        expect((await kubectl.run(['get', 'widgets.example.com'])).code).not.toBe(0);
    });
});
//# sourceMappingURL=custom-kinds-kubectl.test.js.map