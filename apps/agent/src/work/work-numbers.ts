import { type ObjectTable, type TrackedObject } from './object-table.js';
import { type Reporter } from './reporter.js';
import { type WatchSet } from './watch-set.js';
import { type WorkloadLooker } from './workload-looker.js';

/** What metrics show of an agent's work, by part and name. Goes through all objects: for whoever asks seldom. */
export function workNumbers(
  table: ObjectTable,
  looker: WorkloadLooker,
  reporter: Reporter,
  watches: WatchSet,
): Readonly<Record<'objects' | 'reports' | 'watches', Readonly<Record<string, number>>>> {
  const objects = [...table.values()];
  const count = (is: (object: TrackedObject) => boolean): number => objects.filter(is).length;
  return {
    objects: {
      known: objects.length,
      wanted: count(({ work }) => work.action === 'apply'),
      failing: count(({ failures }) => failures > 0),
      damaged: count(({ damaged }) => damaged),
      looked: looker.size,
    },
    reports: { ...reporter.counts, due: reporter.backlog },
    watches: watches.counts(),
  };
}
