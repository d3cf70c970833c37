import { z } from 'zod';
import { NO_PROXY_SOURCES, proxySources } from '../driver/proxy-sources.js';
import { listenAddress, type ConfigOf, type ListenAddress, type Settings } from '#libs/process';

const text = z.string().optional();

/** `off` where the edge does not serve that. */
function listenOr(standard: string): z.ZodType<ListenAddress | 'off'> {
  return z.union([z.literal('off'), listenAddress]).default(() => listenAddress.parse(standard));
}

/** What `npm run edge` reads from the environment (DESIGN, section 7). */
export const edgeSettings = {
  MERIDIAN_EDGE: {
    schema: z.string({ error: 'is required' }).min(1),
    help: 'name of the edge, as in its join token',
  },
  MERIDIAN_HUB_URL: { schema: text, help: 'the hub, https://HOST:PORT; for the first start' },
  MERIDIAN_JOIN_TOKEN: {
    schema: text,
    help: 'from "npm run -s token -- NAME --edge"; for the first start',
    secret: true,
  },
  MERIDIAN_DATA_DIR: {
    schema: text,
    help: 'directory for identity and last tables',
    defaultText: '.meridian/edge-<name>',
  },
  MERIDIAN_REGION: {
    schema: z.string().default(''),
    help: 'region of the clients that come here',
    defaultText: 'none',
  },
  MERIDIAN_ZONE: { schema: z.string().default(''), help: 'zone of the edge', defaultText: 'none' },
  MERIDIAN_HTTP_LISTEN: {
    schema: listenOr('127.0.0.1:8080'),
    help: 'HOST:PORT for HTTP, or off',
    defaultText: '127.0.0.1:8080',
  },
  MERIDIAN_HTTPS_LISTEN: {
    schema: listenOr('127.0.0.1:8443'),
    help: 'HOST:PORT for HTTPS and HTTP/2, or off',
    defaultText: '127.0.0.1:8443',
  },
  MERIDIAN_PROXY_PROTOCOL_FROM: {
    schema: proxySources.default(NO_PROXY_SOURCES),
    help: 'addresses or networks of load balancers, whose connections begin with the PROXY protocol, version 2',
    defaultText: 'none',
  },
  MERIDIAN_DNS_LISTEN: {
    schema: listenOr('127.0.0.1:8053'),
    help: 'HOST:PORT for DNS over UDP and TCP, or off',
    defaultText: '127.0.0.1:8053',
  },
  MERIDIAN_EDGE_DRIVER: {
    schema: z.enum(['embedded', 'haproxy']).default('embedded'),
    help: 'embedded, the proxy of this process; or haproxy, HAProxy 2.6 or later as a child',
    defaultText: 'embedded',
  },
  MERIDIAN_METRICS_LISTEN: {
    schema: listenAddress.optional(),
    help: 'HOST:PORT of /metrics without authentication',
    defaultText: 'none',
  },
  MERIDIAN_LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    help: 'trace, debug, info, warn, error or silent',
    defaultText: 'info',
  },
} satisfies Settings;

export type EdgeConfig = ConfigOf<typeof edgeSettings>;
