import { Client, type ClientConfig } from 'pg';

/**
 * A connection that is closed when a query gets no answer in time (`query_timeout`). pg only rejects the query, and TypeORM puts the
 * connection back into its pool: over one that is half-open every later query would wait in vain, and since it is used again and
 * again it never becomes idle enough to be closed.
 */
export class ColdClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...args: readonly unknown[]) => unknown;
    this.query = ((...args: readonly unknown[]) => {
      const answer = query(...args);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.closeIfSilent(error));
      return answer;
    }) as Client['query'];
  }

  private closeIfSilent(error: unknown): void {
    if (error instanceof Error && error.message === READ_TIMEOUT) this.connection.stream.destroy();
  }
}

/** pg has no code for it. */
const READ_TIMEOUT = 'Query read timeout';
