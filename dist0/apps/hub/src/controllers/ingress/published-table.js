import {} from '#libs/protocol';
import {} from '#libs/routing';
export function contentOf(message) {
    const { v: _v, hubUid: _h, epoch: _e, version: _n, key: _k, ...content } = message;
    return content;
}
/** Equal texts mean equal content: sealed boxes differ each time, what they are made of does not. */
export function contentText(content) {
    if (content.type !== 'certificate')
        return JSON.stringify(content);
    return JSON.stringify([content.revision, content.sealed.map(({ edge, keyId }) => [edge, keyId])]);
}
/** A service's table as the rule of publication sees it, read from what edges get: so a restart compares like with like. */
export function tableFacts({ affinity, timeouts, regions }) {
    const order = regions.map(({ region, outcome, clusters }) => [
        region,
        outcome,
        clusters.map((one) => one.cluster),
    ]);
    const shares = regions.map(({ region, clusters, shed }) => {
        const all = clusters.filter(({ weight }) => weight > 0);
        const targets = all.map(({ cluster, weight }) => [cluster, (weight / 256) * (1 - shed)]);
        return [region, new Map([...targets, ['', shed]])];
    });
    return {
        revision: JSON.stringify([affinity, timeouts, order]),
        usable: new Set(regions.flatMap(({ clusters }) => clusters.map(({ cluster }) => cluster))),
        shares: new Map(shares),
    };
}
export function factsAt(content, atMs) {
    return { ...tableFacts(content), atMs };
}
//# sourceMappingURL=published-table.js.map