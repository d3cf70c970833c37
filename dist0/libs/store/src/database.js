import { Pool } from 'pg';
import { failureOf, toStatusError } from './db-errors.js';
/** The pool of the hot paths: errors come out as StatusError, dead connections are replaced on the next use. */ export class Database {
    limits;
    pool;
    constructor(databaseUrl, limits, logger){
        this.limits = limits;
        this.pool = new Pool({
            ...connectionSettings(databaseUrl, limits),
            max: limits.poolSize
        });
        // A connection may be lost at any moment, idle or taken; unheard, that would end the process. Who uses it learns of
        // it from the query.
        this.pool.on('error', (error)=>logger.warn({
                err: error
            }, 'lost an idle database connection'));
        this.pool.on('connect', (client)=>client.on('error', ()=>undefined));
    }
    /** For reads and for writes that may run twice: tried again when the connection is lost. */ async query(statement, values) {
        for(let attempt = 1;; attempt++){
            const answer = await this.attempt(statement, values);
            if (answer.ok) return answer.rows;
            const again = answer.failure === 'retry' || answer.failure === 'unknown';
            if (!again || attempt >= this.limits.attempts) throw toStatusError(answer.failure, answer.error);
        }
    }
    /** Runs once and tells what is known about a failure: for writes that must not run twice. */ async attempt(statement, values) {
        let client;
        try {
            client = await this.pool.connect();
        } catch (error) {
            return {
                ok: false,
                failure: failureOf(error, false),
                error
            };
        }
        try {
            const { rows } = await client.query({
                ...statement,
                values: [
                    ...values
                ]
            });
            client.release();
            return {
                ok: true,
                rows
            };
        } catch (error) {
            const failure = failureOf(error, true);
            client.release(failure === 'unknown');
            return {
                ok: false,
                failure,
                error
            };
        }
    }
    status() {
        return {
            total: this.pool.totalCount,
            idle: this.pool.idleCount,
            waiting: this.pool.waitingCount
        };
    }
    close() {
        return this.pool.end();
    }
}
/** What every connection of the store is opened with. */ export function connectionSettings(databaseUrl, limits) {
    return {
        connectionString: databaseUrl,
        application_name: 'meridian',
        connectionTimeoutMillis: limits.connectTimeoutMs,
        statement_timeout: limits.statementTimeoutMs,
        // The client gives up after the server had its chance to cancel: then the connection is not worth keeping.
        query_timeout: limits.statementTimeoutMs + limits.connectTimeoutMs,
        idle_in_transaction_session_timeout: limits.statementTimeoutMs,
        idleTimeoutMillis: 30_000,
        keepAlive: true,
        options: PLANNER
    };
}
/**
 * Every statement here finds its rows by key, a few of many. What the planner believes of a table that has just grown from
 * nothing is wrong until it is analysed (a minute of sequential scans in a burst), so it is told: one plan for each prepared
 * statement, through an index.
 */ const PLANNER = [
    'plan_cache_mode=force_generic_plan',
    'enable_seqscan=off',
    'enable_hashjoin=off',
    'enable_mergejoin=off'
].map((setting)=>`-c ${setting}`).join(' ');
