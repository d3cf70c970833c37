import {} from 'pg';
/** Tables, columns, keys, indexes and functions as text, in an order that does not depend on how they came about. */
export async function dumpSchema(client) {
    const tables = await client.query(`SELECT relname AS name, oid::int AS oid, array_to_string(reloptions, ', ') AS options FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' ORDER BY relname`);
    const parts = [
        '-- The schema after all migrations, checked by test/integration/store-schema.test.ts.',
    ];
    for (const table of tables.rows) {
        const columns = await lines(client, `SELECT '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
              || CASE WHEN a.attcollation NOT IN (0, 100) THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
              || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
              || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, table.oid);
        const constraints = await lines(client, `SELECT '  CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS line
       FROM pg_constraint WHERE conrelid = $1 AND contype <> 'n' ORDER BY conname`, table.oid);
        const options = table.options === null ? '' : ` WITH (${table.options})`;
        parts.push(`CREATE TABLE ${table.name} (\n${[...columns, ...constraints].join(',\n')}\n)${options};`);
        const indexes = await lines(client, `SELECT pg_get_indexdef(indexrelid) || ';' AS line FROM pg_index
       WHERE indrelid = $1 AND NOT indisprimary ORDER BY 1`, table.oid);
        parts.push(...indexes);
    }
    const functions = await client.query(`SELECT pg_get_functiondef(oid) || ';' AS line FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace ORDER BY proname`);
    return [...parts, ...functions.rows.map(({ line }) => line)].join('\n\n') + '\n';
}
async function lines(client, query, oid) {
    const { rows } = await client.query(query, [oid]);
    return rows.map(({ line }) => line);
}
//# sourceMappingURL=schema-dump.js.map