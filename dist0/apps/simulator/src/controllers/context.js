import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/process';
import {} from '../cluster/addresses.js';
import {} from '../cluster/pod-index.js';
import {} from './event-recorder.js';
import {} from './mirrors.js';
//# sourceMappingURL=context.js.map