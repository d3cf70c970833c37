/** How one loop is doing: what the debug endpoint and the metrics show. Times are ms since the epoch. */
export interface LoopStats {
  readonly name: string;
  readonly workers: number;
  /** Keys waiting to run, waiting for time, and in hand. */
  readonly depth: number;
  readonly delayed: number;
  readonly running: number;
  readonly runs: number;
  readonly succeeded: number;
  readonly requeued: number;
  readonly failed: number;
  readonly terminal: number;
  /** Keys refused because the queue was full, and resyncs that made up for it. */
  readonly refused: number;
  readonly resyncs: number;
  /** Time spent in runs, ms, all workers together. */
  readonly busyMs: number;
  readonly lastRun?: {
    readonly key: string;
    readonly at: number;
    readonly ms: number;
    readonly result: string;
  };
  readonly lastError?: { readonly key: string; readonly at: number; readonly message: string };
}

/** Those of `LoopStats` that metrics show. */
export const LOOP_NUMBERS = [
  'depth',
  'delayed',
  'running',
  'runs',
  'failed',
  'terminal',
  'refused',
  'busyMs',
] as const;

export interface ReportsStats {
  stats(): LoopStats;
}

/** All loops of a process, for one debug endpoint. */
export class LoopRegistry {
  private readonly loops: ReportsStats[] = [];

  add<T extends ReportsStats>(loop: T): T {
    this.loops.push(loop);
    return loop;
  }

  stats(): LoopStats[] {
    return this.loops.map((loop) => loop.stats());
  }
}
