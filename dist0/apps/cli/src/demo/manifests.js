import {} from '#libs/apimachinery';
/** The objects of the walkthrough, as its users wrote them. */
export const SERVICE = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'nginx', namespace: 'default', labels: { app: 'nginx' } },
    spec: {
        type: 'LoadBalancer',
        selector: { app: 'nginx' },
        ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    },
};
/** As of 1.4. */
export const OLD_INGRESS = {
    apiVersion: 'extensions/v1beta1',
    kind: 'Ingress',
    metadata: { name: 'nginx', namespace: 'default' },
    spec: { backend: { serviceName: 'nginx', servicePort: 80 } },
};
export const NEW_INGRESS = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'nginx-v1', namespace: 'default' },
    spec: { defaultBackend: { service: { name: 'nginx', port: { number: 80 } } } },
};
export const CONFIG_MAP = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'zone-fetch', namespace: 'default' },
    data: { 'zone-fetch.sh': 'echo "Welcome to $CLUSTER" > /usr/share/nginx/html/index.html' },
};
const POD_TEMPLATE = (app) => ({
    metadata: { labels: { app } },
    spec: {
        containers: [
            {
                name: 'frontend',
                image: 'nginx:1.9',
                ports: [{ containerPort: 80 }],
                volumeMounts: [{ name: 'html', mountPath: '/usr/share/nginx/html' }],
            },
            {
                name: 'zone-fetcher',
                image: 'busybox',
                command: ['sh', '/zone-fetch/zone-fetch.sh'],
                volumeMounts: [{ name: 'html', mountPath: '/usr/share/nginx/html' }],
            },
        ],
        volumes: [{ name: 'html', emptyDir: {} }],
    },
});
/** No selector: it was taken from the template then. */
export function replicaSet(replicas) {
    return {
        apiVersion: 'extensions/v1beta1',
        kind: 'ReplicaSet',
        metadata: { name: 'nginx', namespace: 'default' },
        spec: { replicas, template: POD_TEMPLATE('nginx') },
    };
}
export const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
/** `clusters`: at most two, each with at least 2 and at most 4 replicas. */
export function preferringReplicaSet(replicas, clusters) {
    const each = Object.fromEntries(clusters.map((name) => [name, { minReplicas: 2, maxReplicas: 4, weight: 1 }]));
    return {
        apiVersion: 'extensions/v1beta1',
        kind: 'ReplicaSet',
        metadata: {
            name: 'nginx-us',
            namespace: 'default',
            annotations: { [PREFERENCES]: JSON.stringify({ rebalance: true, clusters: each }) },
        },
        spec: { replicas, template: POD_TEMPLATE('nginx-us') },
    };
}
export function secret(value) {
    return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'api-token', namespace: 'default' },
        type: 'Opaque',
        data: { token: Buffer.from(value).toString('base64') },
    };
}
//# sourceMappingURL=manifests.js.map