import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Networks whose connections begin with who the client is (PROXY protocol). */
export interface ProxySources {
  /** As given: addresses and networks, `10.0.0.0/8`. */
  readonly networks: readonly string[];
  includes(address: string): boolean;
}

/** Nobody is believed. */
export const NO_PROXY_SOURCES: ProxySources = { networks: [], includes: () => false };

/** A setting: addresses and networks between commas. */
export const proxySources: z.ZodType<ProxySources> = z.string().transform((text, context) => {
  const networks = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const list = new BlockList();
  for (const network of networks) {
    if (add(list, network)) continue;
    context.issues.push({
      code: 'custom',
      message: `must be addresses or networks such as 10.0.0.0/8 between commas, not ${JSON.stringify(network)}`,
      input: text,
    });
    return z.NEVER;
  }
  return {
    networks,
    includes: (address) => isIP(address) > 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  };
});

function add(list: BlockList, network: string): boolean {
  const [address = '', length, ...rest] = network.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : most + 1;
  if (family === 0 || bits > most || rest.length > 0) return false;
  list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  return true;
}
