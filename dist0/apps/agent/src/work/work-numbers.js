import {} from './object-table.js';
import {} from './reporter.js';
import {} from './watch-set.js';
import {} from './workload-looker.js';
/** What metrics show of an agent's work, by part and name. Goes through all objects: for whoever asks seldom. */
export function workNumbers(table, looker, reporter, watches) {
    const objects = [...table.values()];
    const count = (is) => objects.filter(is).length;
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
//# sourceMappingURL=work-numbers.js.map