import { MAX_COUNTED_CLIENTS } from './limits.js';

const WINDOW_MS = 1_000;

/**
 * How often one client asks for one service: for each pair the moment at which all that it was given is used up. So a client
 * may save up one second's worth, and what is older than that is worth nothing and can be forgotten.
 */
export class ClientRates {
  private current = new Map<string, number>();
  private before = new Map<string, number>();

  /** False where this request is one too many. `rate`: requests per second; `nowMs`: of any clock that does not go back. */
  take(service: string, client: string, rate: number, nowMs: number): boolean {
    const key = `${networkOf(client)} ${service}`;
    const usedUpAt = Math.max(nowMs, this.current.get(key) ?? this.before.get(key) ?? 0);
    const next = usedUpAt + WINDOW_MS / rate;
    // A hair more than the window: the sum of so many parts of it need not be exact.
    if (next - nowMs > WINDOW_MS + 1e-3) return false;
    this.current.set(key, next);
    if (this.current.size >= MAX_COUNTED_CLIENTS) {
      this.before = this.current;
      this.current = new Map();
    }
    return true;
  }
}

/** Who counts as one client: an address of IPv4, a network of 64 bits of IPv6. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  if (tail === undefined || first.length >= 4) return first.slice(0, 4).join(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
