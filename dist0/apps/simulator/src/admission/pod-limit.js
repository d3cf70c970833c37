import {} from '#libs/apiserver';
import {} from '#libs/controller-runtime';
import { MAX_PODS } from '../limits.js';
import { forbidden } from './quota.js';
/** Keeps the process alive: a simulated cluster has room for so many pods and no more. */
export class PodLimit {
    limit;
    name = 'pod-limit';
    pods = { size: 0 };
    constructor(limit = MAX_PODS) {
        this.limit = limit;
    }
    follow(pods) {
        this.pods = pods;
    }
    admit(request) {
        const { operation, resource } = request;
        const isNewPod = operation === 'CREATE' && resource.group === '' && resource.resource === 'pods';
        if (isNewPod && this.pods.size >= this.limit)
            throw forbidden(request, `the simulator holds at most ${this.limit} pods`);
        return [];
    }
}
//# sourceMappingURL=pod-limit.js.map