/**
 * Where a hub keeps its keys. All hubs over one Postgres share one, so that they share one CA and one broker operator.
 * The implementation (libs/store) encrypts at rest.
 */
export interface Vault {
  get(name: string): Promise<Uint8Array | undefined>;
  /** Keeps what is there already and answers it: of several hubs that start at once the first one's value stays. */
  putIfAbsent(name: string, bytes: Buffer): Promise<Uint8Array>;
}

/** The value under `name`, made by `make` if there is none; every caller gets the same one. */
export async function obtain(
  vault: Vault,
  name: string,
  make: () => Promise<string> | string,
): Promise<string> {
  const stored = await vault.get(name);
  const bytes = stored ?? (await vault.putIfAbsent(name, Buffer.from(await make(), 'utf8')));
  return Buffer.from(bytes).toString('utf8');
}
