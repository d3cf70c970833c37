import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToDigest, EMPTY_DIGEST, encodeRoute, type RouteMessage } from '#libs/protocol';
import { silentLogger } from '#libs/process';
import { TableJournal } from './table-journal.js';
import { TableSet } from './table-set.js';

function table(key: string, epoch: number, version: number, hubUid = 'hub-1'): RouteMessage {
  return { v: 1, hubUid, epoch, version, key, type: 'removed' };
}

describe('TableSet', () => {
  it('holds of each key the highest epoch and version, in whatever order they come, and a digest of them', () => {
    const one = fc.record({ key: fc.constantFrom('a', 'b', 'c'), epoch: fc.nat(2), version: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const set = new TableSet('hub-1');
        const best = new Map<string, (typeof all)[number]>();
        for (const { key, epoch, version } of all) {
          const known = best.get(key);
          const isNewer = !known || epoch > known.epoch || (epoch === known.epoch && version > known.version);
          expect(set.accepts(table(key, epoch, version))).toBe(isNewer);
          if (!isNewer) continue;
          best.set(key, { key, epoch, version });
          set.put(table(key, epoch, version));
        }
        const held = [...best.values()];
        const epoch = Math.max(0, ...held.map((each) => each.epoch));
        expect(set.summary().epoch).toBe(epoch);
        expect(set.summary().digest).toEqual(
          held.reduce((digest, { version }) => addToDigest(digest, version), EMPTY_DIGEST),
        );
      }),
    );
  });

  it('takes nothing of another hub', () => {
    expect(new TableSet('hub-1').accepts(table('a', 9, 9, 'hub-2'))).toBe(false);
  });
});

describe('TableJournal', () => {
  async function open(path: string): Promise<{ set: TableSet; journal: TableJournal }> {
    const set = new TableSet('hub-1');
    const take = (one: RouteMessage): void => {
      if (set.accepts(one)) set.put(one);
    };
    return { set, journal: await TableJournal.open(path, { take, current: () => set.all() }, silentLogger) };
  }

  it('gives back what was written, in a private file, without what is damaged', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meridian-tables-'));
    try {
      const path = join(directory, 'tables');
      const first = await open(path);
      const payloads = ['a', 'b', 'c'].map((key, at) => encodeRoute(table(key, 1, at + 1)));
      await first.journal.append(payloads);
      await first.journal.append([encodeRoute(table('a', 2, 9))]);
      await first.journal.close();
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const bytes = await readFile(path);
      bytes[bytes.indexOf('"key":"b"')] = 0;
      await writeFile(path, Buffer.concat([bytes, Buffer.from('half a frame')]));
      const second = await open(path);
      expect([...second.set.all()].map(({ key, version }) => [key, version])).toEqual([
        ['a', 9],
        ['c', 3],
      ]);
      await second.journal.append([encodeRoute(table('d', 2, 10))]);
      await second.journal.close();
      const third = await open(path);
      expect([...third.set.all()].map(({ key }) => key)).toEqual(['a', 'c', 'd']);
      await third.journal.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('is written anew when most of it is old', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meridian-tables-'));
    try {
      const path = join(directory, 'tables');
      const { set, journal } = await open(path);
      const large = 'x'.repeat(200_000);
      for (let version = 1; version <= 40; version += 1) {
        const one: RouteMessage = {
          ...table('k', 1, version),
          type: 'certificate',
          revision: 'r',
          sealed: [],
        };
        const sealed = [1, 2].map((at) => ({ edge: `e${at}`, keyId: 'k', box: large.slice(0, 100_000) }));
        set.put({ ...one, sealed });
        await journal.append([encodeRoute({ ...one, sealed })]);
      }
      await journal.close();
      expect((await stat(path)).size).toBeLessThan(5 * 1024 * 1024);
      const again = await open(path);
      expect(again.set.get('k')?.version).toBe(40);
      await again.journal.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
