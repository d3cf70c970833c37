export { builtinTypeNames } from './facts.js';
export { builtinType, scalar } from './type-graph.js';
export { protobufType, type ProtobufField, type ProtobufType, type ProtobufValue } from './protobuf-type.js';
export { builtinTypeOf } from './type-names.js';
export { builtinResource, builtinResources } from './table.js';
export { ageOf, humanDuration } from './duration.js';
export { quantityValue } from './quantity.js';
export { forbidden, invalid, notSupported, required } from './causes.js';
export {
  cidr,
  dnsLabel,
  dnsSubdomain,
  ipAddress,
  labelValue,
  qualifiedName,
  type Refusal,
} from './syntax.js';
