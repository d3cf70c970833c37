/** The regions and clusters of the story (walkthrough.md), in its order. */
const REGIONS = [
    { region: 'us-central1', zones: ['a', 'b', 'c'] },
    { region: 'europe-west1', zones: ['b', 'c', 'd'] },
    { region: 'asia-east1', zones: ['a', 'b', 'c'] },
];
/** The nine clusters of the walkthrough. */
const NINE = REGIONS.flatMap(({ region, zones }) => zones.map((zone) => ({ cluster: `${region}-${zone}`, region, zone: `${region}-${zone}` })));
/** The first `count` of the nine; beyond nine the same places again as `-2`, `-3`, ... */
export function places(count) {
    return Array.from({ length: count }, (_, index) => {
        const place = NINE[index % NINE.length];
        const round = Math.floor(index / NINE.length) + 1;
        return round === 1 ? place : { ...place, cluster: `${place.cluster}-${round}` };
    });
}
//# sourceMappingURL=places.js.map