import { open, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes the private directory and claims it for this process: two hubs in one directory would stop each other's servers.
 * A claim that a killed process left is taken over. Answers how to give it back.
 * @throws Error that names the other process
 */
export async function claimDataDir(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = join(dir, 'hub.pid');
  for (;;) {
    try {
      const file = await open(lock, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(lock, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
      if (owner !== process.pid && (await isHub(owner)))
        throw new Error(
          `another hub (process ${owner}) uses ${dir}: stop it, or set MERIDIAN_DATA_DIR to another directory`,
        );
      await rm(lock, { force: true });
    }
  }
}

/** A reused pid belongs to something else; without /proc a living process is believed to be the owner. */
async function isHub(pid: number): Promise<boolean> {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (line) => line.includes('apps/hub/'),
    () => process.platform !== 'linux',
  );
}
