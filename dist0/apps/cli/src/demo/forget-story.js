import {} from '../kube-http.js';
import { INGRESSES, REPLICA_SETS, SERVICES } from './steps-create.js';
/** What the walkthrough creates. Objects of the user's own are left alone. */
const STORY = [
    `${REPLICA_SETS}/nginx`,
    `${REPLICA_SETS}/nginx-us`,
    `${INGRESSES}/nginx`,
    `${INGRESSES}/nginx-v1`,
    `${SERVICES}/nginx`,
    '/api/v1/namespaces/default/configmaps/zone-fetch',
    '/api/v1/namespaces/default/secrets/api-token',
];
/** Deletes what the story of an earlier run left, so that it can be told again on kept data. */
export async function forgetStory(hub) {
    for (const path of STORY) {
        if (!(await hub.find(path)))
            continue;
        await hub.call({ method: 'DELETE', path, body: { propagationPolicy: 'Background' } });
        await hub.until(path, `${path} of the last run is gone`, (object) => object === undefined);
    }
}
//# sourceMappingURL=forget-story.js.map