/** The head that a load balancer sends by the PROXY protocol, version 2, for a client of IPv4; without one: its own connection. */
export function proxyHead(client?: string): Buffer {
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
  if (client === undefined) return Buffer.concat([signature, Buffer.from([0x20, 0, 0, 0])]);
  const addresses = [client, '192.0.2.99'].flatMap((one) => one.split('.').map(Number));
  // An extension (NOOP) behind the addresses and ports, which is not ours to understand.
  const rest = [...addresses, 0x30, 0x39, 0x01, 0xbb, 0x04, 0, 1, 0];
  return Buffer.concat([signature, Buffer.from([0x21, 0x11, 0, rest.length, ...rest])]);
}
