import { affinityRefusal } from './cluster-affinity.js';
import {} from './propagation-policy.js';
import { spreadOver } from './spread-constraints.js';
import { taintedFor } from './tolerations.js';
const CHOSEN = { is: 'chosen', why: '' };
const ANYWHERE = {
    name: '',
    affinity: { names: new Set(), excluded: new Set(), labels: undefined, fields: [] },
};
/**
 * Which clusters an object may go to. Groups of clusters are tried in order, every time from the first: the first in which some
 * cluster can have it, and the spread constraints hold, is taken. Where none fits nothing new is placed, and what is
 * somewhere already stays if it may be there (a policy that fits nowhere takes nothing away).
 */
export function chooseClusters({ policy, byAffinity, clusters, now }) {
    const tainted = new Map(clusters.map(({ facts, taints }) => [facts.name, taintedFor(taints, policy.tolerations, now)]));
    const ends = [...tainted.values()].flatMap(({ changesInMs }) => changesInMs ?? []);
    const changesInMs = ends.length > 0 ? Math.min(...ends) : undefined;
    const groups = byAffinity ? policy.groups : [ANYWHERE];
    const tries = groups.map((group) => tryGroup(group, policy, clusters, tainted));
    const fitting = tries.find(({ unfit }) => unfit === undefined);
    if (fitting)
        return { verdicts: fitting.verdicts, group: fitting.group, nothingFits: undefined, changesInMs };
    const nothingFits = whyNot(tries);
    return { verdicts: staying(clusters, tries, nothingFits), group: '', nothingFits, changesInMs };
}
function tryGroup({ name, affinity }, { spread }, clusters, tainted) {
    const verdicts = new Map();
    const open = [];
    for (const cluster of clusters) {
        const { name: own } = cluster.facts;
        const refusal = affinityRefusal(affinity, cluster.facts);
        const verdict = refusal === undefined ? standing(cluster, tainted.get(own)) : filtered(refusal, name);
        verdicts.set(own, verdict);
        if (verdict.is === 'chosen' || (verdict.is === 'stays' && cluster.holds))
            open.push(cluster);
    }
    const { chosen, left, unmet } = spreadOver(spread, open);
    for (const [own, why] of left)
        verdicts.set(own, { is: 'leaves', why });
    const unfit = chosen.size === 0 ? 'no cluster can take it' : unmet && `spread constraint: ${unmet}`;
    return { group: name, verdicts, unfit };
}
function filtered(refusal, group) {
    const by = group === '' ? 'filtered by affinity' : `filtered by affinity ${group}`;
    return { is: 'leaves', why: `${by}: ${refusal}` };
}
/** Of a cluster that the affinity means. */
function standing({ role, why, holds }, tainted) {
    if (tainted?.effect === 'NoExecute')
        return { is: 'drains', why: `tainted: ${tainted.key}` };
    if (role === 'leaves')
        return { is: 'drains', why };
    if (tainted?.effect === 'NoSchedule')
        return { is: 'stays', why: `tainted: ${tainted.key}` };
    return role === 'takes' || holds ? CHOSEN : { is: 'stays', why: `${why}: it takes nothing new` };
}
/** Nothing fits: whoever has it and may have it keeps it, and nobody gets it. */
function staying(clusters, tries, nothingFits) {
    return new Map(clusters.map(({ facts: { name } }) => {
        const verdicts = tries.flatMap(({ verdicts }) => verdicts.get(name) ?? []);
        const may = verdicts.find(({ is }) => is === 'chosen' || is === 'stays');
        const why = may?.why ?? '';
        if (may)
            return [name, { is: 'stays', why: why === '' ? nothingFits : why }];
        return [name, verdicts.find(({ is }) => is === 'drains') ?? verdicts[0] ?? CHOSEN];
    }));
}
function whyNot(tries) {
    return tries.map(({ group, unfit = '' }) => (group === '' ? unfit : `${group}: ${unfit}`)).join('; ');
}
//# sourceMappingURL=choose-clusters.js.map