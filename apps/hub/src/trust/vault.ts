/**
 * Where a hub keeps its keys. All hubs over one Postgres share one, so that they share one CA and one broker operator.
 * The implementation encrypts at rest.
 */
export interface Vault {
  get(name: string): Promise<Uint8Array | undefined>;
  /** Keeps what is there already: of several hubs that start at once the first one's value stays. */
  putIfAbsent(name: string, bytes: Uint8Array): Promise<void>;
}

/** The value under `name`, made by `make` if there is none; every caller gets the same one. */
export async function obtain(
  vault: Vault,
  name: string,
  make: () => Promise<string> | string,
): Promise<string> {
  const stored = await vault.get(name);
  if (stored) return decode(stored);
  const made = await make();
  await vault.putIfAbsent(name, Buffer.from(made, 'utf8'));
  const winner = await vault.get(name);
  return winner ? decode(winner) : made;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
