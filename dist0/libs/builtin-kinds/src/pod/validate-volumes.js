import { checkDnsLabel, checkDnsSubdomain } from '#libs/apimachinery';
import { checkName } from '../checks.js';
import { duplicate, forbidden, invalid, required } from '../causes.js';
import { mapOf, mapsOf, textOf } from '../json.js';
import { checkQuantity } from './validate-resources.js';
/** The volumes of a pod; gives their names, which mounts refer to. */
export function checkVolumes(causes, path, volumes) {
    const names = new Set();
    mapsOf(volumes).forEach((volume, index) => {
        const here = `${path}[${index}]`;
        const name = textOf(volume['name']);
        checkName(causes, `${here}.name`, volume['name'], checkDnsLabel);
        if (name !== '' && names.has(name)) {
            causes.push(duplicate(`${here}.name`, name));
        }
        names.add(name);
        checkSource(causes, here, volume);
    });
    return names;
}
function checkSource(causes, path, volume) {
    const [kind, ...extra] = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== undefined);
    if (kind === undefined) {
        causes.push(required(path, 'must specify a volume type'));
        return;
    }
    for (const more of extra) {
        causes.push(forbidden(`${path}.${more}`, 'may not specify more than 1 volume type'));
    }
    SOURCES.get(kind)?.(causes, `${path}.${kind}`, mapOf(volume[kind]));
}
const SOURCES = new Map(Object.entries({
    secret: (causes, path, source) => {
        requireText(causes, `${path}.secretName`, source['secretName']);
        checkItems(causes, path, source);
    },
    configMap: (causes, path, source) => {
        requireText(causes, `${path}.name`, source['name']);
        checkItems(causes, path, source);
    },
    persistentVolumeClaim: (causes, path, source) => {
        checkName(causes, `${path}.claimName`, source['claimName'], checkDnsSubdomain);
    },
    hostPath: (causes, path, source) => {
        requireText(causes, `${path}.path`, source['path']);
        if (textOf(source['path']).split('/').includes('..')) {
            causes.push(invalid(`${path}.path`, source['path'], "must not contain '..'"));
        }
    },
    nfs: (causes, path, source) => {
        requireText(causes, `${path}.server`, source['server']);
        requireText(causes, `${path}.path`, source['path']);
    },
    csi: (causes, path, source) => requireText(causes, `${path}.driver`, source['driver']),
    emptyDir: (causes, path, source) => {
        if (source['sizeLimit'] !== undefined) {
            checkQuantity(causes, `${path}.sizeLimit`, source['sizeLimit']);
        }
    },
}));
function requireText(causes, path, value) {
    if (textOf(value) === '') {
        causes.push(required(path));
    }
}
function checkItems(causes, path, source) {
    mapsOf(source['items']).forEach((item, index) => {
        requireText(causes, `${path}.items[${index}].key`, item['key']);
        requireText(causes, `${path}.items[${index}].path`, item['path']);
    });
}
//# sourceMappingURL=validate-volumes.js.map