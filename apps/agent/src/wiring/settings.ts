import { z } from 'zod';
import { isGatewayAddress, MAX_GATEWAYS } from '#libs/protocol';
import { listenAddress, type ConfigOf, type Settings } from '#libs/process';

const text = z.string().optional();

/** What `npm run agent` reads from the environment (DESIGN, section 7). */
export const agentSettings = {
  MERIDIAN_CLUSTER: {
    schema: z.string({ error: 'is required' }).min(1),
    help: 'name of the cluster, as at the hub',
  },
  MERIDIAN_HUB_URL: { schema: text, help: 'the hub, https://HOST:PORT; for the first start' },
  MERIDIAN_JOIN_TOKEN: {
    schema: text,
    help: 'from "npm run -s token -- NAME"; for the first start',
    secret: true,
  },
  KUBECONFIG: { schema: text, help: 'file that says how to reach the cluster', defaultText: 'in-cluster' },
  MERIDIAN_CONTEXT: { schema: text, help: 'context in KUBECONFIG', defaultText: 'its current-context' },
  MERIDIAN_DATA_DIR: {
    schema: text,
    help: 'directory for identity and checkpoint',
    defaultText: '.meridian/agent-<cluster>',
  },
  MERIDIAN_REGION: {
    schema: z.string().default(''),
    help: 'region of the cluster, where its nodes do not say',
    defaultText: 'none',
  },
  MERIDIAN_ZONE: {
    schema: z.string().default(''),
    help: 'zone of the cluster, where its nodes do not say',
    defaultText: 'none',
  },
  MERIDIAN_GATEWAY: {
    schema: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((one) => one.trim() || []))
      .refine((list) => list.every(isGatewayAddress), 'must be HOST:PORT, several with commas between')
      .refine((list) => list.length <= MAX_GATEWAYS, `names at most ${MAX_GATEWAYS}`),
    help: 'HOST:PORT where edges reach the ingress gateway of the cluster, several with commas',
    defaultText: 'none: it takes no traffic of global addresses',
  },
  MERIDIAN_DNS_LISTEN: {
    schema: z.union([z.literal('off'), listenAddress]).default('off'),
    help: 'HOST:PORT for DNS in the cluster over UDP and TCP, or off',
    defaultText: 'off',
  },
  MERIDIAN_METRICS_LISTEN: {
    schema: listenAddress.optional(),
    help: 'HOST:PORT of /metrics (HTTP without authentication: keep it private)',
    defaultText: 'off',
  },
  MERIDIAN_LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    help: 'trace, debug, info, warn, error or silent',
    defaultText: 'info',
  },
} satisfies Settings;

export type AgentConfig = ConfigOf<typeof agentSettings>;
