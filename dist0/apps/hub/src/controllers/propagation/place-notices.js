import {} from '../events/event-recorder.js';
/** Said on an object whose replicas do not all find a place. */
export function unplacedNotices({ unplaced, overflow }, wanted) {
    if (unplaced === 0)
        return [];
    const full = Object.entries(overflow)
        .map(([cluster, count]) => `${cluster} ${count}`)
        .join(', ');
    return [
        {
            type: 'Warning',
            reason: 'ReplicasUnplaced',
            message: `${unplaced} of ${wanted} replicas are not placed: no selected cluster may or can take more${full === '' ? '' : ` (beyond capacity: ${full})`}`,
        },
    ];
}
//# sourceMappingURL=place-notices.js.map