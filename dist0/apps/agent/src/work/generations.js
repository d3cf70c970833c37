import {} from '#libs/protocol';
/** Whether `message` is to replace `known`: epochs first, then generations. */
export function isNewer(message, known) {
    return message.epoch === known.epoch ? message.generation > known.generation : message.epoch > known.epoch;
}
/** What is kept in memory. */
export function withoutBody(message) {
    return message.body === '' ? message : { ...message, body: '' };
}
//# sourceMappingURL=generations.js.map