/** What is looked at of a Lease. */
export interface LeaseView {
  readonly resourceVersion: string;
  /** `place instance`; '' when it was given back. */
  readonly holder: string;
  readonly renewTime: string;
  readonly transitions: number;
  /** Who else would work, `place instance time`. */
  readonly wantedBy: string;
}

export interface LeaseFacts {
  readonly lease: LeaseView | undefined;
  /** Who looks. */
  readonly holder: string;
  /** It has been the same for longer than it lasts. */
  readonly stale: boolean;
  /** Who else asked lately. */
  readonly rival: string | undefined;
  /** Whether the broker takes the one who looks. */
  readonly connected: boolean;
}

/** ask: stand by, and say that one would work. */
export type Step = 'take' | 'renew' | 'release' | 'ask' | 'stand-by';

interface Rule {
  readonly when: (facts: LeaseFacts) => boolean;
  readonly step: Step;
}

/** First match wins. */
const RULES: readonly Rule[] = [
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
export function judgeLease(facts: LeaseFacts): Step {
  return RULES.find(({ when }) => when(facts))?.step ?? 'stand-by';
}

function isMine({ lease, holder }: LeaseFacts): boolean {
  return lease?.holder === holder;
}

function isAncestor({ lease, holder }: LeaseFacts): boolean {
  const [place, instance = ''] = (lease?.holder ?? '').split(' ');
  const [ownPlace, ownInstance = ''] = holder.split(' ');
  return place === ownPlace && instance < ownInstance;
}
