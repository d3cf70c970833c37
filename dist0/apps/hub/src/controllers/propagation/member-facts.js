import {} from '#libs/store';
import {} from './targets.js';
/** A member that says nothing of pods has what it was told as soon as it has applied it. */
export function factsOf(held, row, given) {
    const report = row && held.reports.get(row.cluster)?.report;
    if (!report || report['uid'] !== row.uid || report.state === 'Deleted')
        return { ready: 0, current: undefined };
    const workload = report['workload'];
    const isCurrent = report.state === 'Applied' && report.generation >= row.generation;
    if (!workload)
        return { ready: isCurrent ? given : 0, current: undefined };
    return { ready: Math.min(workload.ready, given), current: isCurrent ? workload : undefined };
}
//# sourceMappingURL=member-facts.js.map