import { isReason } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { splitKey } from '#libs/controller-runtime';
import { WRITE_ATTEMPTS } from '../limits.js';
import {} from './pod.js';
import { PODS } from './resources.js';
/**
 * Changes a pod as its node and the scheduler do: spec.nodeName and status at once, past the API's checks. They make most of the
 * writes of a cluster and are trusted, so that they go to storage directly. Undefined from `change` leaves it. Undefined: gone.
 */
export async function writePod(storage, key, change) {
    const objectKey = { ...PODS, ...splitKey(key) };
    for (let attempt = 1;; attempt++) {
        const current = (await storage.get(objectKey));
        if (!current)
            return undefined;
        const next = change(current);
        if (!next)
            return current;
        const { uid = '', resourceVersion = '' } = current.metadata;
        try {
            return (await storage.write({
                type: 'update',
                key: objectKey,
                object: next,
                expected: { uid, resourceVersion },
            }));
        }
        catch (error) {
            if (isReason(error, 'NotFound'))
                return undefined;
            if (!isReason(error, 'Conflict') || attempt === WRITE_ATTEMPTS)
                throw error;
        }
    }
}
//# sourceMappingURL=pod-writer.js.map