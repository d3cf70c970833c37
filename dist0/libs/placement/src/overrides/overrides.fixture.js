import {} from '#libs/apimachinery';
import {} from '../cluster-affinity.js';
import { overridesOf } from './apply-overrides.js';
import { policiesOf, readOverridePolicy } from './override-policy.js';
/** Objects and policies of the specs of overrides. */
export const EU = {
    name: 'eu-1',
    region: 'eu',
    provider: '',
    zones: ['eu-a'],
    labels: { tier: 'gold' },
};
export const US = {
    name: 'us-1',
    region: 'us',
    provider: '',
    zones: ['us-a', 'us-b'],
    labels: {},
};
export const DIVIDED = [['spec', 'replicas']];
export function web() {
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
            name: 'web',
            namespace: 'shop',
            labels: { app: 'web' },
            annotations: { 'federation.meridian.dev/mark': 'ours' },
        },
        spec: {
            replicas: 9,
            template: {
                spec: {
                    initContainers: [{ name: 'init', image: 'gcr.io/shop/init:v1' }],
                    containers: [
                        {
                            name: 'web',
                            image: 'gcr.io/shop/web:v1',
                            args: ['--a', '--b'],
                            env: [{ name: 'X', value: '1' }],
                        },
                        { name: 'side', image: 'envoy' },
                    ],
                },
            },
        },
    };
}
export function policyObject({ namespace = 'shop', name = 'p', ...spec }) {
    return {
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: namespace === '' ? 'ClusterOverridePolicy' : 'OverridePolicy',
        metadata: { name, ...(namespace === '' ? {} : { namespace }) },
        spec,
    };
}
/** @throws Error for one that admission would refuse */
export function policy(given) {
    const read = readOverridePolicy(policyObject(given));
    if (read.causes.length > 0)
        throw new Error(JSON.stringify(read.causes));
    return read.policy;
}
/** What a cluster gets of the object under these policies. */
export function overridden(object, policies, cluster) {
    const { namespace = '', name = '', labels } = object.metadata;
    const found = policiesOf(policies, { group: 'apps', kind: object.kind, namespace, name, labels });
    return overridesOf({ object, policies: found, divided: DIVIDED })(cluster);
}
//# sourceMappingURL=overrides.fixture.js.map