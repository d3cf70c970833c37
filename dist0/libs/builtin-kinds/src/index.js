export { parseCronSchedule } from './cron/cron-schedule.js';
export { lastCronTime, nextCronTime } from './cron/cron-times.js';
export { builtinTypeNames } from './facts.js';
export { builtinType, scalar } from './type-graph.js';
export { protobufType } from './protobuf-type.js';
export { builtinTypeOf } from './type-names.js';
export { builtinResource, builtinResources } from './table.js';
export { customResource } from './custom/custom-resource.js';
export { CUSTOM_OBJECTS_FINALIZER, customResourceDefinitions, definitionWarnings, } from './custom/custom-resource-definition.js';
//# sourceMappingURL=index.js.map