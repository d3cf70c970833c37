import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { openMemberCluster } from '#libs/kube-client';
import { systemClock, type Logger, type Shutdown } from '#libs/process';
import { createAgentTransport, type AgentTransport, type StoredIdentity } from '#libs/transport';
import { Agent } from '../agent.js';
import { Checkpoint } from '../work/checkpoint.js';
import { NameIntake } from '../naming/name-intake.js';
import { Naming } from '../naming/naming.js';
import { CHECKPOINT_FILE, NAMES_FILE } from './obtain-identity.js';
import { type AgentConfig } from './settings.js';
import { AGENT_VERSION } from './version.js';

/** Builds the agent with everything it works on; `shutdown` takes it apart again. */
export async function openAgent(
  config: AgentConfig,
  identity: StoredIdentity,
  directory: string,
  context: { readonly logger: Logger; readonly shutdown: Shutdown },
): Promise<{ readonly agent: Agent; readonly transport: AgentTransport }> {
  const { logger, shutdown } = context;
  const member = await openMemberCluster({
    ...(config.KUBECONFIG === undefined ? {} : { kubeconfigPath: config.KUBECONFIG }),
    ...(config.MERIDIAN_CONTEXT === undefined ? {} : { context: config.MERIDIAN_CONTEXT }),
    logger,
  });
  shutdown.add('member', () => member.close());
  const checkpoint = await Checkpoint.open(join(directory, CHECKPOINT_FILE), logger);
  shutdown.add('checkpoint', () => checkpoint.close());
  const { natsUrl, natsJwt, natsCa, nats, name: cluster, hubUid, sealing } = identity;
  const transport = createAgentTransport({
    cluster,
    url: natsUrl,
    name: `agent ${cluster}`,
    ...(natsCa === '' ? {} : { ca: natsCa }),
    ...(natsJwt === '' ? {} : { credentials: { jwt: natsJwt, seed: nats.seed } }),
    logger,
    onRefused: () =>
      logger.error(
        'the broker refuses this agent: its cluster was removed from the federation or joined anew, or its hub was made anew; see docs/OPERATIONS.md',
      ),
  });
  shutdown.add('transport', () => transport.close());
  const listen = config.MERIDIAN_DNS_LISTEN;
  const path = join(directory, NAMES_FILE);
  const names = await NameIntake.open({ hubUid, path, transport, logger });
  const parts = { cluster, names, member, clock: systemClock, logger };
  const naming = listen === 'off' ? undefined : new Naming({ ...parts, listen });
  const agent = new Agent({
    names,
    ...(naming === undefined ? {} : { naming }),
    identity: { hubUid, cluster, sealingKeys: [sealing] },
    transport,
    member,
    checkpoint,
    clock: systemClock,
    logger,
    options: {
      version: AGENT_VERSION,
      region: config.MERIDIAN_REGION,
      zone: config.MERIDIAN_ZONE,
      gateways: config.MERIDIAN_GATEWAY,
      place: `${hostname()}:${resolve(directory)}`.replaceAll(/\s/g, '_'),
    },
  });
  shutdown.add('agent', () => agent.stop());
  return { agent, transport };
}
