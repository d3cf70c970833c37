import { sharePatches } from '#libs/kinds';
import {} from './decision.js';
import { factsOf } from './member-facts.js';
/**
 * Every chosen member has all of it. One that shall not have it any more, or drains, keeps it until all others have theirs
 * ready, or for good when there is no other.
 */
export function placeDuplicated(input, divides, members) {
    const { object } = input;
    const wanted = divides.total(object);
    const leaving = members.filter(({ standing, leaves }) => leaves || standing.role === 'drains');
    const staying = members.filter((member) => !leaving.includes(member));
    const others = staying.filter(({ standing }) => standing.role !== 'lost');
    const isReplaced = others.length > 0 && others.every((member) => isReady(input, divides, member, wanted));
    const copy = ({ view }, count, reason) => ({
        cluster: view.name,
        patch: sharePatches(divides, object, new Map([[view.name, count]])).get(view.name) ?? {},
        reason,
    });
    const kept = leaving.flatMap((member) => {
        const { why } = member.standing;
        if (!isReplaced)
            return [copy(member, wanted, `${why}: keeps all ${wanted} until they are ready elsewhere`)];
        return member.leaves ? [] : [copy(member, 0, `${why}: gets none`)];
    });
    const placed = staying.map((member) => copy(member, wanted, `gets ${wanted}: all, like every cluster`));
    return {
        placed: [...placed, ...kept].sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
        unplaced: members.length === 0 ? wanted : 0,
        notices: [],
        recheckInMs: earliest(members),
        lost: new Set(members.filter(({ standing }) => standing.role === 'lost').map(({ view }) => view.name)),
        wanted: wanted * Math.max(1, staying.length),
        asked: new Map(),
    };
}
function isReady({ held }, divides, { row }, wanted) {
    const given = row ? divides.given(row.patch) : undefined;
    return given === wanted && factsOf(held, row, given).ready >= wanted;
}
function earliest(members) {
    const looks = members.flatMap(({ standing }) => standing.changesInMs ?? []);
    return looks.length > 0 ? Math.min(...looks) : undefined;
}
//# sourceMappingURL=place-duplicated.js.map