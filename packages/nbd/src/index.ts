/** The NBD protocol: `Handshake` up to GO, then requests and replies of the transmission phase. */
export * as nbd from './constants.ts'
export type { ExportCatalogue, ExportFacts, ExportRefusal, Negotiated } from './exports.ts'
export { beginTransmission, refuseTransmission } from './export-info.ts'
export { Handshake, type HandshakeStep, type TlsAnswer } from './handshake.ts'
export {
  ALLOCATION_CONTEXT_ID,
  MAXIMUM_PAYLOAD_LENGTH,
  MINIMUM_BLOCK_LENGTH,
  PREFERRED_BLOCK_LENGTH,
} from './limits.ts'
export {
  blockStatusChunk,
  errorChunk,
  writeChunkHeader,
  writeDataChunkHeader,
  writeSimpleReply,
  type Cookie,
  type Extent,
} from './reply.ts'
export { judgeRequest, Request, type TransmissionRules } from './request.ts'
