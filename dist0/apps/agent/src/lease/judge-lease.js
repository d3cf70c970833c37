/** First match wins. */
const RULES = [
    // Cut off from the broker while another one is not: it was revoked, or it is in the wrong place.
    { when: (facts) => isMine(facts) && !facts.connected && facts.rival !== undefined, step: 'release' },
    { when: isMine, step: 'renew' },
    { when: ({ lease }) => lease === undefined, step: 'take' },
    {
        when: ({ lease, connected, rival }) => lease?.holder === '' && !connected && rival !== undefined,
        step: 'stand-by',
    },
    { when: ({ lease, stale }) => lease?.holder === '' || stale, step: 'take' },
    // The same place, before a restart; or a copy of the whole machine. The later start goes on.
    { when: isAncestor, step: 'take' },
    { when: ({ connected }) => connected, step: 'ask' },
    { when: () => true, step: 'stand-by' },
];
/** What the one who looks does about the lease. Pure: times were compared before. */
export function judgeLease(facts) {
    return RULES.find(({ when }) => when(facts))?.step ?? 'stand-by';
}
function isMine({ lease, holder }) {
    return lease?.holder === holder;
}
function isAncestor({ lease, holder }) {
    const [place, instance = ''] = (lease?.holder ?? '').split(' ');
    const [ownPlace, ownInstance = ''] = holder.split(' ');
    return place === ownPlace && instance < ownInstance;
}
//# sourceMappingURL=judge-lease.js.map