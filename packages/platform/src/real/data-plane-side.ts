/**
 * The adapters of a data-plane process alone: it is to stay small, and loads nothing that it does
 * not use.
 */
export { realBlockFiles } from './block-file.ts'
export { controllerChannel } from './controller-channel.ts'
