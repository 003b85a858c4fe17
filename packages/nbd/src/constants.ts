// Numbers of the NBD protocol (the NetworkBlockDevice project's doc/proto.md), with the names that
// it gives them. All integers on the wire are big-endian.

/** 'NBDMAGIC', the first 8 bytes of the server, as two halves. */
export const NBD_MAGIC = [0x4e42444d, 0x41474943] as const
/** 'IHAVEOPT', before every option. */
export const OPTION_MAGIC = [0x49484156, 0x454f5054] as const
/** Before every reply to an option. */
export const OPTION_REPLY_MAGIC = [0x0003e889, 0x045565a9] as const
export const REQUEST_MAGIC = 0x25609513
export const SIMPLE_REPLY_MAGIC = 0x67446698
export const STRUCTURED_REPLY_MAGIC = 0x668e33ef

/** Handshake flags; the client flags have the same values. */
export const FLAG_FIXED_NEWSTYLE = 1
export const FLAG_NO_ZEROES = 2

export const OPT_EXPORT_NAME = 1
export const OPT_ABORT = 2
export const OPT_LIST = 3
export const OPT_STARTTLS = 5
export const OPT_INFO = 6
export const OPT_GO = 7
export const OPT_STRUCTURED_REPLY = 8
export const OPT_LIST_META_CONTEXT = 9
export const OPT_SET_META_CONTEXT = 10

export const REP_ACK = 1
export const REP_SERVER = 2
export const REP_INFO = 3
export const REP_META_CONTEXT = 4
export const REP_ERR_UNSUP = 0x8000_0001
export const REP_ERR_POLICY = 0x8000_0002
export const REP_ERR_INVALID = 0x8000_0003
export const REP_ERR_UNKNOWN = 0x8000_0006
export const REP_ERR_SHUTDOWN = 0x8000_0007
export const REP_ERR_TOO_BIG = 0x8000_0009

export const INFO_EXPORT = 0
export const INFO_NAME = 1
export const INFO_DESCRIPTION = 2
export const INFO_BLOCK_SIZE = 3

/** Transmission flags. */
export const FLAG_HAS_FLAGS = 1
export const FLAG_READ_ONLY = 1 << 1
export const FLAG_SEND_FLUSH = 1 << 2
export const FLAG_SEND_FUA = 1 << 3
export const FLAG_SEND_TRIM = 1 << 5
export const FLAG_SEND_WRITE_ZEROES = 1 << 6
export const FLAG_SEND_DF = 1 << 7
export const FLAG_CAN_MULTI_CONN = 1 << 8
export const FLAG_SEND_FAST_ZERO = 1 << 11

export const CMD_READ = 0
export const CMD_WRITE = 1
export const CMD_DISC = 2
export const CMD_FLUSH = 3
export const CMD_TRIM = 4
export const CMD_CACHE = 5
export const CMD_WRITE_ZEROES = 6
export const CMD_BLOCK_STATUS = 7

/** Command flags. */
export const CMD_FLAG_FUA = 1
export const CMD_FLAG_NO_HOLE = 1 << 1
export const CMD_FLAG_DF = 1 << 2
export const CMD_FLAG_REQ_ONE = 1 << 3
export const CMD_FLAG_FAST_ZERO = 1 << 4

export const REPLY_FLAG_DONE = 1

export const REPLY_TYPE_NONE = 0
export const REPLY_TYPE_OFFSET_DATA = 1
export const REPLY_TYPE_OFFSET_HOLE = 2
export const REPLY_TYPE_BLOCK_STATUS = 5
export const REPLY_TYPE_ERROR = 0x8001

/** Status flags of base:allocation. */
export const STATE_HOLE = 1
export const STATE_ZERO = 2

/** Errors in replies. NBD_OK is no error. */
export const NBD_OK = 0
export const NBD_EPERM = 1
export const NBD_EIO = 5
export const NBD_ENOMEM = 12
export const NBD_EINVAL = 22
export const NBD_ENOSPC = 28
export const NBD_EOVERFLOW = 75
export const NBD_ENOTSUP = 95
export const NBD_ESHUTDOWN = 108

/** Lengths in bytes. */
export const OPTION_HEADER_LENGTH = 16
export const REQUEST_LENGTH = 28
export const SIMPLE_REPLY_LENGTH = 16
export const CHUNK_HEADER_LENGTH = 20
/** An OFFSET_DATA chunk up to its data: the chunk header and the offset. */
export const DATA_CHUNK_HEADER_LENGTH = CHUNK_HEADER_LENGTH + 8
