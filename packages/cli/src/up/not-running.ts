import { connect } from 'node:net'
import { relative } from 'node:path'
import { Failure } from '../clients/failure.ts'
import type { Layout } from './layout.ts'

/**
 * A second start on the same folder would rewrite what the first one reads: refused while the
 * storage system of the folder answers on its Unix socket.
 */
export async function assertNotRunning({ folder, storage }: Layout): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(storage.socket)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
  if (!answers) return
  const shown = relative('', folder) || '.'
  throw new Failure(
    `Keyturn runs already on ${shown}: stop it there, or take another folder with --data`,
  )
}
