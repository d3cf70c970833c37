export {
  type AgentTransport,
  type BatchHandler,
  type Delivery,
  type HubTransport,
  type Outcome,
  type Subscription,
} from './transport.js';
