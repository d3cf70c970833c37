import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { StatusError } from '#libs/apimachinery';
import { coldPath } from './cold-path.js';
import { HubStateEntity } from './entities.js';

/** The identity that all hubs of one database share. `epoch` grows when a restored backup takes over (DESIGN, decision 9). */
export interface HubState {
  readonly hubUid: string;
  readonly epoch: number;
  /** Since a restored backup took over: no work that deletes is published until an admin confirms. */
  readonly deletionsHeld: boolean;
}

/** What a hub has met that its database does not know of. */
export interface Future {
  readonly generation: number;
}

const ROW = 1;
/** More than any hub writes between a backup and its loss. */
const JUMP = 1_000_000_000;

/**
 * Above every number that a counter gave in a lost future, however often older backups were restored: microseconds since
 * 1970 are ahead of any counter that gives fewer than a million numbers a second. As a double they are exact until 2255.
 */
const ABOVE = `greatest(value + ${String(JUMP)}, (extract(epoch FROM now()) * 1000000)::bigint`;

/** Made by the first hub that asks. */
export async function readHubState(dataSource: DataSource): Promise<HubState> {
  const states = dataSource.getRepository(HubStateEntity);
  const stored = await coldPath(() => states.findOneBy({ id: ROW }));
  if (stored) return toState(stored);
  const fresh = { id: ROW, hubUid: randomUUID(), epoch: '1' };
  await coldPath(() => states.createQueryBuilder().insert().values(fresh).orIgnore().execute());
  return toState(await coldPath(() => states.findOneByOrFail({ id: ROW })));
}

/**
 * Begins a new epoch: its number grows, generations and resourceVersions jump above any of the lost future, every open or
 * resumed watch is answered Expired, so that clients read anew, and deletions are held. Raises from `seen`: of several hubs
 * that notice the same, one raises and the others get its answer.
 */
export async function raiseEpoch(
  dataSource: DataSource,
  seen: HubState,
  future: Future = { generation: 0 },
): Promise<HubState> {
  await coldPath(() =>
    dataSource.transaction(async (manager) => {
      // Seconds: also above the epoch that another restored backup may have begun in the lost future.
      const raised = await manager.query<{ id: number }[]>(
        `WITH raised AS (
           UPDATE hub_state SET epoch = greatest(epoch + 1, extract(epoch FROM now())::bigint), deletions_held = true
           WHERE id = $1 AND epoch = $2 RETURNING id
         ) SELECT id FROM raised`,
        [ROW, seen.epoch],
      );
      if (raised.length !== 1) return;
      await manager.query(`UPDATE work_generation SET value = ${ABOVE}, $1::bigint + 1) WHERE id = 1`, [
        future.generation,
      ]);
      // Of the history that ends here; members go on naming generations of the one that was lost.
      await manager.query('DELETE FROM generation_gaps');
      // Counters in shard order, as every writer takes at most one of them.
      await manager.query(
        `WITH ordered AS (SELECT shard FROM rv_counter ORDER BY shard FOR NO KEY UPDATE)
         UPDATE rv_counter c SET value = ${ABOVE}) FROM ordered o WHERE c.shard = o.shard`,
      );
      await manager.query(
        'UPDATE change_horizon h SET value = c.value FROM rv_counter c WHERE c.shard = h.shard',
      );
    }),
  );
  const now = await readHubState(dataSource);
  if (now.epoch <= seen.epoch) throw new StatusError('InternalError', 'the epoch did not rise');
  return now;
}

/** Deletions go out again. False: they were not held. */
export async function releaseDeletions(dataSource: DataSource): Promise<boolean> {
  const states = dataSource.getRepository(HubStateEntity);
  const result = await coldPath(() =>
    states.update({ id: ROW, deletionsHeld: true }, { deletionsHeld: false }),
  );
  return (result.affected ?? 0) > 0;
}

function toState({ hubUid, epoch, deletionsHeld }: HubStateEntity): HubState {
  return { hubUid, epoch: Number(epoch), deletionsHeld };
}
