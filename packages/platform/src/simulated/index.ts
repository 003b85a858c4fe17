export { describeSimulated, simulatedCertificates } from './certificates.ts'
// The primitives are real: what is simulated is the world around them.
export { opensslCryptography as simulatedCryptography } from '../real/cryptography.ts'
export {
  SimulatedDataPlane,
  SimulatedVolumeFiles,
  simulatedSshServer,
  simulatedTransferableNetwork,
} from './data-plane.ts'
export { SimulatedFileSystem } from './files.ts'
export { Life, never } from './life.ts'
export { SimulatedInternet, type WireFate, type WireMessage, type WireOracle } from './network.ts'
export { simulatedRandom } from './random.ts'
export {
  type DurableWriteFate,
  type DurableWriteOracle,
  openSimulatedStore,
  SimulatedDisk,
} from './record-store.ts'
export {
  simulatedHttpServer,
  simulatedLog,
  simulatedMetrics,
  simulatedPasswords,
} from './small-ports.ts'
export { SimulatedTime } from './time.ts'
