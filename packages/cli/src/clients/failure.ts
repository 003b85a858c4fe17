/** What a user is told when a command fails: one sentence that says what to do, without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure'
}
