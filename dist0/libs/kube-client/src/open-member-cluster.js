import { readEnvironment } from '#libs/process';
import {} from './access.js';
import { clientNodeAccess } from './client-node-access.js';
import { HttpMemberCluster } from './http-member-cluster.js';
import { inClusterAccess } from './in-cluster.js';
import { plainKubeconfig } from './kubeconfig.js';
import { DEFAULT_MEMBER_TIMEOUTS } from './limits.js';
import {} from './member-cluster.js';
/**
 * A member cluster by its kubeconfig. Sends nothing yet.
 * @throws AccessError when the kubeconfig, its context, cluster or user cannot be found
 */
export async function openMemberCluster(options) {
    const { kubeconfigPath, context, logger } = options;
    const access = await accessOf(kubeconfigPath, context);
    logger.info({ server: access.server, context }, 'member cluster');
    return new HttpMemberCluster(access, { ...DEFAULT_MEMBER_TIMEOUTS, ...options.timeouts });
}
async function accessOf(path, context) {
    if (path === undefined)
        return inClusterAccess(readEnvironment());
    return (await plainKubeconfig(path, context)) ?? clientNodeAccess(path, context);
}
//# sourceMappingURL=open-member-cluster.js.map