import { type DataSource } from 'typeorm';
import { coldPath } from './cold-path.js';

/** Generations above `after` and up to `upTo`, which this database never gave. */
export interface GenerationGap {
  readonly after: number;
  readonly upTo: number;
}

/**
 * Microseconds since 1970, as in raiseEpoch: ahead of any counter that gives fewer than a million numbers a second, so above all
 * that was given before, in a lost future too.
 */
const NEXT = 'greatest(value + 1, (extract(epoch FROM now()) * 1000000)::bigint)';
/** As many starts are remembered, the newest. */
const MAX_GAPS = 64;

/**
 * Leaves out generations, for a hub that is about to give some: whoever knows one of them knows a future of which this
 * database is an older backup, however many plans were saved since it was restored. Nothing where none was given since the
 * last gap, or ever.
 */
export async function leaveGenerationGap(dataSource: DataSource): Promise<void> {
  await coldPath(() =>
    dataSource.transaction(async (manager) => {
      const [row] = await manager.query<{ value: string }[]>(
        'SELECT value FROM work_generation WHERE id = 1 FOR NO KEY UPDATE',
      );
      const value = row?.value ?? '0';
      const at = await manager.query<unknown[]>('SELECT 1 FROM generation_gaps WHERE up_to = $1', [value]);
      if (value === '0' || at.length > 0) return;
      await manager.query(`UPDATE work_generation SET value = ${NEXT} WHERE id = 1`);
      await manager.query(
        'INSERT INTO generation_gaps (after, up_to) SELECT $1, value FROM work_generation WHERE id = 1',
        [value],
      );
      await manager.query(
        `DELETE FROM generation_gaps WHERE after <
           (SELECT after FROM generation_gaps ORDER BY after DESC OFFSET $1 LIMIT 1)`,
        [MAX_GAPS - 1],
      );
    }),
  );
}

export async function readGenerationGaps(dataSource: DataSource): Promise<GenerationGap[]> {
  const rows = await coldPath(() =>
    dataSource.query<{ after: string; up_to: string }[]>(
      'SELECT after, up_to FROM generation_gaps ORDER BY after',
    ),
  );
  return rows.map(({ after, up_to }) => ({ after: Number(after), upTo: Number(up_to) }));
}
