import { describe, expect, test } from '@jest/globals';
import { ClientRates } from './client-rates.js';
import { MAX_COUNTED_CLIENTS } from './limits.js';

/** How many of `count` requests pass. */
function passed(rates: ClientRates, count: number, at: { client?: string; nowMs?: number } = {}): number {
  const { client = '10.0.0.1', nowMs = 0 } = at;
  return Array.from({ length: count }, () => rates.take('web', client, 50, nowMs)).filter(Boolean).length;
}

describe('the rate of a client', () => {
  test('one second is given at once, then what time brings', () => {
    const rates = new ClientRates();
    expect(passed(rates, 70)).toBe(50);
    expect(passed(rates, 70, { nowMs: 100 })).toBe(5);
    expect(passed(rates, 70, { nowMs: 5_000 })).toBe(50);
  });

  test('each client and each service counts for itself', () => {
    const rates = new ClientRates();
    expect(passed(rates, 70)).toBe(50);
    expect(passed(rates, 70, { client: '10.0.0.2' })).toBe(50);
    expect(rates.take('other', '10.0.0.1', 1, 0)).toBe(true);
    expect(rates.take('other', '10.0.0.1', 1, 0)).toBe(false);
  });

  test('addresses of one network of IPv6 are one client, however they are written', () => {
    const rates = new ClientRates();
    expect(passed(rates, 25, { client: '2001:db8::1' })).toBe(25);
    expect(passed(rates, 50, { client: '2001:db8:0:0:5:6:7:8' })).toBe(25);
    expect(passed(rates, 50, { client: '2001:db8:0:1::1' })).toBe(50);
    expect(passed(rates, 60, { client: '::1' })).toBe(50);
  });

  test('a crowd of others does not give a client a second helping soon', () => {
    const rates = new ClientRates();
    expect(passed(rates, 50)).toBe(50);
    for (let at = 0; at < MAX_COUNTED_CLIENTS; at += 1) rates.take('web', `c${at}`, 50, 0);
    expect(passed(rates, 1)).toBe(0);
  });
});
