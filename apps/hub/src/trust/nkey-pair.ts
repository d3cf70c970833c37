import { nkeySigner } from '#libs/transport';
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from 'nats-jwt';

type Prefix = 'operator' | 'account' | 'user';

/** The library's own types are `any`. */
const makers: Record<Prefix, () => KeyPair> = {
  operator: createOperator as () => KeyPair,
  account: createAccount as () => KeyPair,
  user: createUser as () => KeyPair,
};
const read = fromSeed as (seed: Uint8Array) => KeyPair;

/** A new key of a NATS operator, account or user, as its seed. */
export function createSeed(prefix: Prefix): string {
  return seedOf(makers[prefix]());
}

export function seedOf(pair: KeyPair): string {
  return Buffer.from(pair.getSeed()).toString('ascii');
}

/** The pair behind a seed, signing with node:crypto: the library's JavaScript needs 11 ms for one signature. */
export function pairOfSeed(seed: string): KeyPair {
  const pair = read(Buffer.from(seed, 'ascii'));
  const publicKey = pair.getPublicKey();
  return {
    getPublicKey: () => publicKey,
    getPrivateKey: () => pair.getPrivateKey(),
    getSeed: () => pair.getSeed(),
    sign: nkeySigner(seed),
    verify: (input, signature) => pair.verify(input, signature),
    clear: () => pair.clear(),
  };
}
