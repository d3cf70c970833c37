import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { StatusError } from '#libs/apimachinery';
import { coldPath } from './cold-path.js';
import { HubStateEntity } from './entities.js';

/** The identity that all hubs of one database share. `epoch` grows when a restored backup takes over (DESIGN, decision 9). */
export interface HubState {
  readonly hubUid: string;
  readonly epoch: number;
}

const ROW = 1;
/** More than any hub writes between a backup and its loss. */
const RESOURCE_VERSION_JUMP = 1_000_000_000;

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
 * Begins a new epoch: its number grows, resourceVersions jump above any that clients may hold from a lost future, and
 * every open or resumed watch is answered Expired, so that clients read anew. Raises from `seen`: of several hubs that
 * notice the same, one raises and the others get its answer.
 */
export async function raiseEpoch(dataSource: DataSource, seen: HubState): Promise<HubState> {
  await coldPath(() =>
    dataSource.transaction(async (manager) => {
      const raised = await manager.update(
        HubStateEntity,
        { id: ROW, epoch: String(seen.epoch) },
        { epoch: String(seen.epoch + 1) },
      );
      if (raised.affected !== 1) return;
      // Counters in shard order, as every writer takes at most one of them.
      await manager.query(
        `WITH ordered AS (SELECT shard FROM rv_counter ORDER BY shard FOR NO KEY UPDATE)
         UPDATE rv_counter c SET value = c.value + ${String(RESOURCE_VERSION_JUMP)} FROM ordered o WHERE c.shard = o.shard`,
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

function toState({ hubUid, epoch }: HubStateEntity): HubState {
  return { hubUid, epoch: Number(epoch) };
}
