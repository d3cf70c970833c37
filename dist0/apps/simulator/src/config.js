import { z } from 'zod';
import { isQuantity } from '#libs/apimachinery';
import { listenAddress } from '#libs/process';
import { MAX_NODES } from './limits.js';
const clusterName = z
    .string('is required')
    .regex(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/, 'must be a DNS label of at most 52 characters');
/** What the simulator reads from its environment. */
export const settings = {
    MERIDIAN_CLUSTER: {
        schema: clusterName,
        help: 'name of the cluster: context, nodes and addresses come from it',
    },
    MERIDIAN_LISTEN: {
        schema: z.preprocess((value) => value ?? '127.0.0.1:0', listenAddress),
        help: 'HOST:PORT of the API; port 0 asks for a free one, the last one if it is still free',
        defaultText: '127.0.0.1:0',
    },
    MERIDIAN_DATA_DIR: {
        schema: z.string().optional(),
        help: 'directory for objects, credentials and kubeconfig',
        defaultText: '.meridian/simulator/$MERIDIAN_CLUSTER',
    },
    MERIDIAN_NODES: {
        schema: z.coerce.number().int().min(0).max(MAX_NODES).default(3),
        help: 'number of nodes',
        defaultText: '3',
    },
    MERIDIAN_NODE_CPU: {
        schema: z.string().default('4').refine(isQuantity, 'must be a Kubernetes quantity'),
        help: 'CPU of each node, a Kubernetes quantity (cores)',
        defaultText: '4',
    },
    MERIDIAN_POD_READY_MS: {
        schema: z.coerce.number().int().min(0).default(500),
        help: 'milliseconds from running to ready',
        defaultText: '500',
    },
    MERIDIAN_REGION: {
        schema: z.string().optional(),
        help: 'label topology.kubernetes.io/region of the nodes',
    },
    MERIDIAN_ZONE: { schema: z.string().optional(), help: 'label topology.kubernetes.io/zone of the nodes' },
    MERIDIAN_GATEWAY_LISTEN: {
        schema: listenAddress.optional(),
        help: 'HOST:PORT where its ingress gateway answers HTTP with a page that names the cluster',
        defaultText: 'off',
    },
    MERIDIAN_LOG_LEVEL: {
        schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
        help: 'how much is logged to stderr',
        defaultText: 'info',
    },
};
//# sourceMappingURL=config.js.map