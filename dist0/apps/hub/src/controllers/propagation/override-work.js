import { getPath, withPath } from '#libs/apimachinery';
import { manifestFor } from '#libs/kinds';
import { composePatches, overridesOf } from '#libs/placement';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import { clusterFacts } from './cluster-view.js';
import {} from './decision.js';
import { MAX_MEMBER_NOTICES, MAX_NAMED_CLUSTERS } from './limits.js';
import { placeObject } from './place-object.js';
/** Undefined: there is no difference anywhere. */
export function overridesFor(object, propagation, policies) {
    if (policies.length === 0)
        return undefined;
    const divided = propagation.divides?.fields.map(({ path }) => path) ?? [];
    const manifest = manifestFor(object, propagation);
    // With the numbers that the user wrote: overriders see the object as it is, and what they do to these is refused.
    const whole = divided.reduce((known, path) => {
        const value = getPath(object, path);
        return value === undefined ? known : withPath(known, path, value);
    }, manifest);
    const of = overridesOf({ object: whole, policies, divided });
    return (cluster) => of(clusterFacts(cluster));
}
/**
 * Chooses members, and what each gets in place of what all get. A member for which that cannot be said gets nothing new: its row
 * stays word for word, and without one it is given none, so that nobody runs what a policy would have changed. Pure.
 */
export function decide(input, overrides) {
    if (!overrides)
        return placeObject(input);
    const problems = new Map();
    const refused = (view) => {
        const said = overrides(view);
        if (!('problem' in said))
            return undefined;
        problems.set(view.name, said.problem);
        return `what it should have cannot be said (${said.problem})`;
    };
    const decision = placeObject({ ...input, refused });
    const views = new Map(input.clusters.map((view) => [view.name, view]));
    const placed = decision.placed.flatMap((target) => {
        const view = views.get(target.cluster);
        const said = view && overrides(view);
        if (!said)
            return [];
        if ('problem' in said)
            return kept(input.held.rows.get(target.cluster), said.problem);
        return [overriddenTarget(target, said)];
    });
    const out = decision.governed?.out;
    // Where a policy does not want the object anyway, nobody needs to know.
    const relevant = [...problems].filter(([cluster, problem]) => out?.get(cluster)?.includes(problem) ?? true);
    return { ...decision, placed, notices: [...decision.notices, ...problemNotices(relevant)] };
}
/** The row again, word for word: the store leaves it alone. */
function kept(row, problem) {
    if (row?.action !== 'apply')
        return [];
    const { cluster, uid, manifestHash, patch, adopt, memory } = row;
    return [
        {
            cluster,
            uid,
            manifestHash,
            reason: `kept as it is: ${problem}`,
            ...(patch ? { patch } : {}),
            ...(adopt === undefined ? {} : { adopt }),
            ...(memory ? { memory } : {}),
        },
    ];
}
function overriddenTarget(target, { patch, by }) {
    if (Object.keys(patch).length === 0)
        return target;
    const reason = `${target.reason}; overridden by ${named(by)}`;
    return { ...target, patch: composePatches(target.patch ?? {}, patch), reason };
}
/** One for each thing that is wrong, with the clusters that it concerns. */
function problemNotices(problems) {
    const byText = new Map();
    for (const [cluster, problem] of problems) {
        const clusters = byText.get(problem);
        if (clusters)
            clusters.push(cluster);
        else
            byText.set(problem, [cluster]);
    }
    return [...byText].slice(0, MAX_MEMBER_NOTICES).map(([problem, clusters]) => ({
        type: 'Warning',
        reason: 'OverrideFailed',
        message: `${problem}; nothing new goes to ${named(clusters)}`,
    }));
}
function named(names) {
    const more = names.length - MAX_NAMED_CLUSTERS;
    return `${names.slice(0, MAX_NAMED_CLUSTERS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
//# sourceMappingURL=override-work.js.map