/** What is shown of what members say about one object. */

/** Members that are named one by one; the others are counted. */
export const MAX_MEMBER_NOTICES = 20;
/** Characters of one member's message. An agent sends at most 1,000. */
export const MAX_MEMBER_MESSAGE = 1_000;
/** Characters of a condition's message that lists several. */
export const MAX_CONDITION_MESSAGE = 2_000;
