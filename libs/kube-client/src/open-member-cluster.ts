import { readEnvironment, type Logger } from '#libs/process';
import { type MemberAccess } from './access.js';
import { clientNodeAccess } from './client-node-access.js';
import { HttpMemberCluster } from './http-member-cluster.js';
import { inClusterAccess } from './in-cluster.js';
import { plainKubeconfig } from './kubeconfig.js';
import { DEFAULT_MEMBER_TIMEOUTS, type MemberTimeouts } from './limits.js';
import { type MemberCluster } from './member-cluster.js';

export interface OpenMemberClusterOptions {
  /** A kubeconfig file, or several with `:` between. Absent: the service account of the pod that we run in. */
  readonly kubeconfigPath?: string;
  /** Default: the file's current-context. */
  readonly context?: string;
  readonly timeouts?: Partial<MemberTimeouts>;
  readonly logger: Logger;
}

/**
 * A member cluster by its kubeconfig. Sends nothing yet.
 * @throws AccessError when the kubeconfig, its context, cluster or user cannot be found
 */
export async function openMemberCluster(options: OpenMemberClusterOptions): Promise<MemberCluster> {
  const { kubeconfigPath, context, logger } = options;
  const access = await accessOf(kubeconfigPath, context);
  logger.info({ server: access.server, context }, 'member cluster');
  return new HttpMemberCluster(access, { ...DEFAULT_MEMBER_TIMEOUTS, ...options.timeouts });
}

async function accessOf(path: string | undefined, context: string | undefined): Promise<MemberAccess> {
  if (path === undefined) return inClusterAccess(readEnvironment());
  return (await plainKubeconfig(path, context)) ?? clientNodeAccess(path, context);
}
