import { deepEqual } from '#libs/apimachinery';
import { base64Size, utf8Size } from '../base64.js';
import { checkSyntax } from '../checks.js';
import { forbidden, invalid, tooLong } from '../causes.js';
import { AGE, column, NAME } from '../columns.js';
import { defineResource } from '../define.js';
import { mapOf, textOf } from '../json.js';
import { MAX_DATA_BYTES } from '../limits.js';
import { configKey } from '../syntax.js';
export const configMaps = defineResource({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    resource: 'configmaps',
    shortNames: ['cm'],
    columns: [
        NAME,
        column('Data', (object) => keys(object['data']).length + keys(object['binaryData']).length),
        AGE,
    ],
    validate,
});
function keys(data) {
    return Object.keys(mapOf(data));
}
function validate(object, old) {
    const causes = [];
    const data = mapOf(object['data']);
    const binary = mapOf(object['binaryData']);
    let size = 0;
    for (const [key, value] of Object.entries(data)) {
        checkSyntax(causes, `data[${key}]`, key, configKey);
        if (Object.hasOwn(binary, key)) {
            causes.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
        }
        size += utf8Size(textOf(value));
    }
    for (const [key, value] of Object.entries(binary)) {
        checkSyntax(causes, `binaryData[${key}]`, key, configKey);
        size += base64Size(textOf(value));
    }
    if (size > MAX_DATA_BYTES) {
        causes.push(tooLong('data', MAX_DATA_BYTES));
    }
    if (old) {
        checkFrozen(causes, object, old, ['data', 'binaryData']);
    }
    return causes;
}
/** After `immutable: true` neither that nor the data change (Secrets too). */
export function checkFrozen(causes, object, old, fields) {
    if (old['immutable'] !== true) {
        return;
    }
    const frozen = 'field is immutable when `immutable` is set';
    if (object['immutable'] !== true) {
        causes.push(forbidden('immutable', frozen));
    }
    for (const field of fields) {
        if (!deepEqual(mapOf(object[field]), mapOf(old[field]))) {
            causes.push(forbidden(field, frozen));
        }
    }
}
//# sourceMappingURL=config-map.js.map