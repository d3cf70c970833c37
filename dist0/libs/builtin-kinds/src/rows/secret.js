import { setField } from '#libs/apimachinery';
import { base64Size, decodeBase64, encodeBase64 } from '../base64.js';
import { checkSyntax, checkUnchanged } from '../checks.js';
import { invalid, required, tooLong } from '../causes.js';
import { AGE, column, NAME, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { ensureMap, isJson, mapOf, textOf } from '../json.js';
import { MAX_DATA_BYTES } from '../limits.js';
import { configKey } from '../syntax.js';
import { checkFrozen } from './config-map.js';
const SERVICE_ACCOUNT = 'kubernetes.io/service-account.name';
export const secrets = defineResource({
    apiVersion: 'v1',
    kind: 'Secret',
    resource: 'secrets',
    columns: [
        NAME,
        column('Type', (object) => textAt(object, 'type')),
        column('Data', (object) => Object.keys(mapOf(object['data'])).length),
        AGE,
    ],
    fieldLabels: { type: (object) => textAt(object, 'type') },
    applyDefaults,
    validate,
});
/** `stringData` is written only: it goes into `data`, over what is there. */
function applyDefaults(object) {
    if (!object['type']) {
        object['type'] = 'Opaque';
    }
    if (isJson(object['stringData'])) {
        const data = ensureMap(object, 'data');
        for (const [key, text] of Object.entries(object['stringData'])) {
            setField(data, key, encodeBase64(textOf(text)));
        }
    }
    delete object['stringData'];
}
function validate(object, old) {
    const causes = [];
    const data = mapOf(object['data']);
    let size = 0;
    for (const [key, value] of Object.entries(data)) {
        checkSyntax(causes, `data[${key}]`, key, configKey);
        size += base64Size(textOf(value));
    }
    if (size > MAX_DATA_BYTES) {
        causes.push(tooLong('data', MAX_DATA_BYTES));
    }
    TYPE_RULES.get(textOf(object['type']))?.(causes, data, object);
    if (old) {
        checkUnchanged(causes, 'type', object['type'], old['type']);
        checkFrozen(causes, object, old, ['data']);
    }
    return causes;
}
const TYPE_RULES = new Map(Object.entries({
    'kubernetes.io/service-account-token': (causes, _data, object) => {
        if (!object.metadata.annotations?.[SERVICE_ACCOUNT]) {
            causes.push(required(`metadata.annotations[${SERVICE_ACCOUNT}]`));
        }
    },
    'kubernetes.io/dockercfg': (causes, data) => checkDockerConfig(causes, data, '.dockercfg'),
    'kubernetes.io/dockerconfigjson': (causes, data) => checkDockerConfig(causes, data, '.dockerconfigjson'),
    'kubernetes.io/basic-auth': (causes, data) => {
        if (data['username'] === undefined && data['password'] === undefined) {
            causes.push(required('data[username]'), required('data[password]'));
        }
    },
    'kubernetes.io/ssh-auth': (causes, data) => {
        if (!data['ssh-privatekey']) {
            causes.push(required('data[ssh-privatekey]'));
        }
    },
    'kubernetes.io/tls': (causes, data) => {
        for (const key of ['tls.crt', 'tls.key']) {
            if (data[key] === undefined) {
                causes.push(required(`data[${key}]`));
            }
        }
    },
}));
function checkDockerConfig(causes, data, key) {
    const field = `data[${key}]`;
    if (data[key] === undefined) {
        causes.push(required(field));
        return;
    }
    try {
        JSON.parse(decodeBase64(textOf(data[key])) ?? '');
    }
    catch {
        // The value is a credential: it is not repeated in the answer.
        causes.push(invalid(field, '<secret contents redacted>', 'must be valid JSON'));
    }
}
//# sourceMappingURL=secret.js.map