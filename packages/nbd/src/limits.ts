// What this implementation promises and accepts, apart from what the protocol fixes.

/**
 * Block size constraints (NBD_INFO_BLOCK_SIZE), in bytes. Finer requests are refused with EINVAL.
 */
export const MINIMUM_BLOCK_LENGTH = 512
export const PREFERRED_BLOCK_LENGTH = 4096
export const MAXIMUM_PAYLOAD_LENGTH = 32 * 1024 * 1024

/** "At most 4096 bytes" for names and other strings (proto.md, "Values"). */
export const MAXIMUM_STRING_LENGTH = 4096
/** The longest option taken, in bytes: a name, and a few meta context queries. */
export const MAXIMUM_OPTION_LENGTH = 16 * 1024
/** A client that has not come to GO after so many options is turned away. */
export const MAXIMUM_OPTIONS = 128
/** Queries in one LIST_META_CONTEXT or SET_META_CONTEXT; there is one context to ask for. */
export const MAXIMUM_META_CONTEXT_QUERIES = 64

/** The only metadata context, and the identifier that we give it. */
export const ALLOCATION_CONTEXT = 'base:allocation'
export const ALLOCATION_CONTEXT_ID = 1
