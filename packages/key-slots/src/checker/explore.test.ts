import { test } from 'node:test'
import assert from 'node:assert/strict'
import { explore, scopes, summary } from './index.ts'

for (const scope of scopes) {
  test(`every world: ${scope.title}`, (t) => {
    const outcome = explore(scope)
    t.diagnostic(summary(outcome))
    assert.equal(outcome.broken, null, summary(outcome))
    // A scope that reaches little has lost its moves, and would prove little.
    assert.ok(outcome.worlds > 1000, summary(outcome))
  })
}
