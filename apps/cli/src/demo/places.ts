/** The regions and clusters of the story (walkthrough.md), in its order. */

export interface Place {
  readonly cluster: string;
  readonly region: string;
  readonly zone: string;
}

const REGIONS: readonly { readonly region: string; readonly zones: readonly string[] }[] = [
  { region: 'us-central1', zones: ['a', 'b', 'c'] },
  { region: 'europe-west1', zones: ['b', 'c', 'd'] },
  { region: 'asia-east1', zones: ['a', 'b', 'c'] },
];

/** The nine clusters of the walkthrough. */
const NINE: readonly Place[] = REGIONS.flatMap(({ region, zones }) =>
  zones.map((zone) => ({ cluster: `${region}-${zone}`, region, zone: `${region}-${zone}` })),
);

/** The first `count` of the nine; beyond nine the same places again as `-2`, `-3`, ... */
export function places(count: number): Place[] {
  return Array.from({ length: count }, (_, index) => {
    const place = NINE[index % NINE.length] as Place;
    const round = Math.floor(index / NINE.length) + 1;
    return round === 1 ? place : { ...place, cluster: `${place.cluster}-${round}` };
  });
}
