/** HAProxy's counters, and what came since they were read last. They begin anew with each process. */

const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;

/** Rows of `show stat` by the name of the proxy, as numbers by column. */
export function readStatistics(csv: string): Map<string, ReadonlyMap<string, number>> {
  const [head = '', ...lines] = csv.split('\n').filter((line) => line !== '');
  const columns = head.replace(/^# /, '').split(',');
  const wanted = columns.flatMap((name, at) => (USED.has(name) ? [[name, at] as const] : []));
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      return [cells[0] ?? '', new Map(wanted.map(([name, at]) => [name, Number(cells[at] ?? 0) || 0]))];
    }),
  );
}

const USED: ReadonlySet<string> = new Set([
  'req_tot',
  'wretr',
  'wredis',
  'scur',
  ...CLASSES.map((one) => `hrsp_${one}`),
]);

export class Statistics {
  private last = new Map<string, ReadonlyMap<string, number>>();
  private readonly totals = new Map<string, number>();
  private offered = new Map<string, number>();

  /** Another process: what it counts begins at nothing. */
  restart(): void {
    this.last = new Map();
  }

  /** `serviceOf`: whose requests a backend counts. */
  take(csv: string, serviceOf: (backend: string) => string | undefined): void {
    const rows = readStatistics(csv);
    for (const [name, row] of rows) {
      const grown = (column: string): number =>
        Math.max(0, (row.get(column) ?? 0) - (this.last.get(name)?.get(column) ?? 0));
      if (name === 'clients') {
        for (const one of CLASSES)
          this.add(one === 'other' ? 'other' : `answers ${one}`, grown(`hrsp_${one}`));
        this.totals.set('connections', row.get('scur') ?? 0);
        continue;
      }
      this.add('retries', grown('wretr'));
      this.add('redispatches', grown('wredis'));
      const [service, requests] = [serviceOf(name), grown('req_tot')];
      if (service !== undefined && requests > 0)
        this.offered.set(service, (this.offered.get(service) ?? 0) + requests);
    }
    this.last = rows;
  }

  takeOffered(): ReadonlyMap<string, number> {
    const { offered } = this;
    this.offered = new Map();
    return offered;
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.totals);
  }

  private add(name: string, count: number): void {
    if (count > 0) this.totals.set(name, (this.totals.get(name) ?? 0) + count);
  }
}
