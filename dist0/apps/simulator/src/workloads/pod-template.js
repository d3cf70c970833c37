import { randomBytes } from 'node:crypto';
import {} from '#libs/apimachinery';
import { ownedBy } from '#libs/cluster-controllers';
import {} from '../cluster/pod.js';
/** A pod of `owner`. The caller names it, so that its sight can be expected before it is created. */
export function podFrom(owner, template, pod) {
    const { namespace } = owner.metadata;
    const labels = { ...template.metadata?.labels, ...pod.labels };
    const annotations = { ...template.metadata?.annotations, ...pod.annotations };
    return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
            name: pod.name,
            ...(pod.generateName === undefined ? {} : { generateName: pod.generateName }),
            ...(namespace === undefined ? {} : { namespace }),
            ...(Object.keys(labels).length === 0 ? {} : { labels }),
            ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
            ownerReferences: [ownedBy(owner)],
        },
        spec: pod.spec ? { ...template.spec, ...pod.spec } : template.spec,
    };
}
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST_BASE = 57;
/** `base-x7k2p`: the name and the generateName it came from. */
export function generatedName(base) {
    const generateName = `${base.slice(0, LONGEST_BASE)}-`;
    let suffix = '';
    for (const byte of randomBytes(5))
        suffix += SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length] ?? '';
    return { name: generateName + suffix, generateName };
}
/** A number, or a percentage of `whole` rounded the way its field is. */
export function share(value, whole, round) {
    if (typeof value === 'number' || value === undefined)
        return value ?? 0;
    const percent = /^(\d+)%$/.exec(value)?.[1];
    return percent === undefined ? Number(value) : round((Number(percent) * whole) / 100);
}
//# sourceMappingURL=pod-template.js.map