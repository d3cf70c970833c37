import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {} from '#libs/apimachinery';
import { customResource, customResourceDefinitions } from '#libs/builtin-kinds';
const FILE = join(import.meta.dirname, '..', '..', 'fixtures', 'recordings', 'fx', 'crd.yaml');
/** The row of the custom resource that the recordings use, made from its CustomResourceDefinition as hub and simulator make it. */
export function recordedCustomRow() {
    const definition = parse(readFileSync(FILE, 'utf8'));
    customResourceDefinitions.applyDefaults(definition);
    const row = customResource(definition);
    if (!row || customResourceDefinitions.validate(definition, undefined).length > 0)
        throw new Error(`${FILE} defines nothing that can be served`);
    return row;
}
//# sourceMappingURL=custom-row.js.map