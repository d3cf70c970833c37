import { isJsonObject } from '#libs/apimachinery';
import { sharePatches } from '#libs/kinds';
import { chooseMembers } from './choose-members.js';
import {} from './cluster-view.js';
import {} from './decision.js';
import { divideBounds } from './divide-bounds.js';
import { divideOnce } from './divide-once.js';
import { divideReplicas } from './divide-replicas.js';
import { fullness } from './fullness.js';
import { SETTLE_MS } from './limits.js';
import { factsOf } from './member-facts.js';
import { unplacedNotices } from './place-notices.js';
import { memoryOf, packMemory } from './placement-memory.js';
import { preferencesOf } from './preferences.js';
import { placeDuplicated } from './place-duplicated.js';
import { namePolicy, ruleFor, schedulingFor, withPolicy } from './policy-rule.js';
import { podRequest, roomFor } from './room.js';
import {} from './standing.js';
const NONE = new Set();
const NO_MOVES = new Map();
/** Chooses members and, for kinds that are divided, how many replicas each gets. Pure. */
export function placeObject(input) {
    const chosen = chooseMembers(input);
    const { divides } = input.propagation;
    const decision = divides
        ? divide(input, divides, chosen.members)
        : { ...UNDIVIDED, placed: sorted(placeWhole(input, chosen)) };
    return withPolicy(decision, chosen);
}
const UNDIVIDED = { unplaced: 0, notices: [], recheckInMs: undefined, lost: NONE, asked: NO_MOVES };
/** A policy that fits nowhere takes nothing away. */
function placeWhole({ object }, { members, governed, nothingFits }) {
    const staying = members.filter(({ leaves }) => !leaves);
    const isKept = staying.length === 0 && nothingFits !== undefined;
    const reason = governed ? `${namePolicy(governed.policy)} chooses it` : 'every selected cluster has it';
    return withoutDrained(object, isKept ? members : staying).map(({ view, standing }) => ({
        cluster: view.name,
        reason: isKept ? `${standing.why}; stays, as nothing else fits` : reason,
    }));
}
/**
 * What runs pods in every member leaves one that drains, unless no other would have it. Everything else that is not divided
 * (configuration, services) stays: it runs nothing, and pods that are still there need it.
 */
function withoutDrained(object, members) {
    const others = members.filter(({ standing }) => standing.role !== 'drains');
    const isElsewhere = others.some(({ standing }) => standing.role === 'takes');
    return isElsewhere && runsPods(object) ? others : members;
}
/** By its shape, so that it holds for kinds that nobody knows here: a pod template, or the template of a Job. */
function runsPods(object) {
    const spec = object['spec'];
    if (!isJsonObject(spec))
        return false;
    const template = spec['template'];
    const inner = isJsonObject(template) ? template['spec'] : undefined;
    return (isJsonObject(inner) && 'containers' in inner) || isJsonObject(spec['jobTemplate']);
}
function divide(input, divides, members) {
    if (!input.scaling && schedulingFor(input, divides)?.kind === 'Duplicated')
        return placeDuplicated(input, divides, members);
    if (divides.of === 'replicas' && input.scaling?.upTo === undefined)
        return divideGradually(input, divides, members);
    const decide = divides.of === 'work' ? divideOnce : divideBounds;
    const staying = members.filter(({ leaves }) => !leaves);
    const { placed, ...rest } = decide(input, divides, staying.length > 0 ? staying : members);
    const looks = members.flatMap(({ standing }) => standing.changesInMs ?? []);
    return {
        ...rest,
        placed: sorted(placed),
        recheckInMs: looks.length > 0 ? Math.min(...looks) : undefined,
        asked: NO_MOVES,
    };
}
/** Replicas, step by step: they leave one member when they are ready in another. */
function divideGradually(input, divides, members) {
    const { object, moves } = input;
    const wanted = divides.total(object);
    const scheduling = schedulingFor(input, divides);
    const request = scheduling && podRequest(object);
    const weighed = members.map((member) => weigh(input, divides, member, roomFor(member.view, request)));
    const divided = divideReplicas({
        key: `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
        wanted,
        preferences: preferencesOf(object, divides.preferences),
        members: weighed.map(({ division }) => division),
        granted: moves,
        ...(scheduling ? { rule: ruleFor(input, scheduling, members) } : {}),
    });
    const shares = new Map(divided.shares.map(({ cluster, replicas }) => [cluster, replicas]));
    const patches = sharePatches(divides, object, shares);
    const placed = divided.shares.flatMap(({ cluster, replicas, home, reason }, index) => {
        const member = weighed[index];
        // As in 1.4: no empty copy where none is wanted, but one that is there stays, at 0.
        const { given, leaves } = member?.division ?? {};
        if (!member || (replicas === 0 && (given === undefined || leaves === true)))
            return [];
        const memory = packMemory({ given: replicas, home, away: member.away, full: member.full });
        return [{ cluster, patch: patches.get(cluster) ?? {}, reason, ...memory }];
    });
    const looks = weighed.flatMap(({ lookInMs }) => lookInMs ?? []);
    return {
        placed: sorted(placed),
        unplaced: divided.unplaced,
        notices: unplacedNotices(divided, wanted),
        recheckInMs: looks.length > 0 ? Math.min(...looks) : undefined,
        lost: new Set(members.filter(({ standing }) => standing.role === 'lost').map(({ view }) => view.name)),
        asked: divided.asked,
    };
}
function weigh({ held, now }, divides, { view, standing, row, leaves }, room) {
    const memory = memoryOf(row);
    const given = row ? (divides.given(row.patch) ?? 0) : undefined;
    const facts = factsOf(held, row, given ?? 0);
    const full = fullness(memory.full, { given: given ?? 0, workload: facts.current }, view, now);
    const { role, why, changesInMs } = settled(standing, memory, view, now);
    const looks = [changesInMs, full.lookInMs].filter((ms) => ms !== undefined);
    return {
        division: {
            cluster: view.name,
            role,
            why,
            given,
            ready: facts.ready,
            home: memory.home ?? given,
            capacity: full.capacity,
            ...(leaves ? { leaves } : {}),
            ...(room === undefined ? {} : { room }),
        },
        away: role === 'lost' || (memory.away === true && role !== 'takes'),
        full: full.memory,
        lookInMs: looks.length > 0 ? Math.min(...looks) : undefined,
    };
}
/** One that was lost gets nothing new until it has been back for a while. */
function settled(standing, { away }, view, now) {
    const left = view.readinessSince + SETTLE_MS - now;
    if (away !== true || standing.role !== 'takes' || left <= 0)
        return standing;
    return { role: 'keeps', why: 'back for less than half a minute', changesInMs: left };
}
function sorted(placed) {
    return [...placed].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
//# sourceMappingURL=place-object.js.map