import { Client } from 'pg';
/**
 * A connection that is closed when a query gets no answer in time (`query_timeout`). pg only rejects the query, and TypeORM puts the
 * connection back into its pool: over one that is half-open every later query would wait in vain, and since it is used again and
 * again it never becomes idle enough to be closed.
 */ export class ColdClient extends Client {
    constructor(config){
        super(config);
        const query = this.query.bind(this);
        this.query = (...args)=>{
            const answer = query(...args);
            if (answer instanceof Promise) answer.catch((error)=>this.closeIfSilent(error));
            return answer;
        };
    }
    closeIfSilent(error) {
        if (error instanceof Error && error.message === READ_TIMEOUT) this.connection.stream.destroy();
    }
}
/** pg has no code for it. */ const READ_TIMEOUT = 'Query read timeout';
