// `npm run soak -- checker`: the rekey machine in wider worlds than `npm test` has time for. Alone, with bounds of your own:
// node --max-old-space-size=6000 soak/rekey-checker.mjs [--names 1-6] [--servers 1-4] [--flying N] [TITLE …]
// explores every scope, narrow and wide, whose title holds one of the TITLEs, with those bounds in place of its own.
import { parseArgs } from 'node:util'
import { explore, scopes, summary, wideScopes } from '@keyturn/key-slots/checker'

const { values, positionals } = parseArgs({
  options: { names: { type: 'string' }, servers: { type: 'string' }, flying: { type: 'string' } },
  allowPositionals: true,
})
const bounds = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))
const chosen = positionals.length === 0
  ? wideScopes
  : [...scopes, ...wideScopes].filter(({ title }) => positionals.some((part) => title.includes(part)))
let worlds = 0
for (const scope of chosen) {
  const outcome = explore({ ...scope, ...bounds })
  worlds += outcome.worlds
  console.log(summary(outcome))
  if (outcome.broken !== null) process.exitCode = 1
}
console.log(`${chosen.length} scopes, ${worlds} worlds`)
