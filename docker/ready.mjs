/** Exits 0 when the hub in this container says that it is ready; for the image's health check. */
import { get } from 'node:https';

const [, port = '6443'] = /:(\d+)$/.exec(process.env.MERIDIAN_LISTEN ?? '') ?? [];
// Nothing is sent and nothing believed but the status; the certificate need not name 127.0.0.1.
get({ host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, timeout: 2_000 }, (answer) =>
  process.exit(answer.statusCode === 200 ? 0 : 1),
)
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
