// House style as sentences: sizes of files and lines, banned words with what to write instead.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './install.mjs'

const MAX_FILE_LINES = 400
const MAX_LINE_COLUMNS = 120
/** Tables may be long: they are read by looking up, not from top to bottom. */
const tables = [/\/tables\//, /\/catalogue\.ts$/, /catalogue\//, /\.wasm\.ts$/]

const banned = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'do it now, or file it: the code holds no wishes'],
  [/@ts-(ignore|nocheck|expect-error)/, 'give the value its type'],
  [/\bas any\b|: any\b/, 'name the type, or use unknown'],
  [
    /\b(test|it|describe)\.(only|skip|todo)\(|\b(skip|only|todo): true/,
    'a test runs or is removed',
  ],
  [/Math\.random\(/, 'randomness is the Random port'],
]

const walk = (dir) =>
  readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', '.git'].includes(entry.name)) return []
    const path = join(dir, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })

/** Every breach of the house style, as sentences. */
export function untidy() {
  const found = []
  for (const path of ['packages', 'tools', 'tests', 'bench']
    .filter((dir) => existsSync(join(root, dir)))
    .flatMap(walk)) {
    if (!/\.(ts|tsx|mjs)$/.test(path) || path === 'tools/tidy.mjs') continue
    const lines = readFileSync(join(root, path), 'utf8').split('\n')
    const table = tables.some((pattern) => pattern.test(path))
    if (lines.length > MAX_FILE_LINES + 1 && !table) {
      found.push(
        `${path} has ${lines.length - 1} lines, ${MAX_FILE_LINES} are allowed: which part is a room of its own?`,
      )
    }
    for (const [index, line] of lines.entries()) {
      const place = `${path}:${index + 1}`
      if (line.length > MAX_LINE_COLUMNS && !table)
        found.push(`${place} is wider than ${MAX_LINE_COLUMNS} columns`)
      for (const [pattern, instead] of banned) {
        if (pattern.test(line)) found.push(`${place} has ${pattern.exec(line)[0]}: ${instead}`)
      }
    }
  }
  return found
}

/** What the linter says, as text; empty when it has nothing to say. */
export function lint() {
  const program = ['x64', 'arm64']
    .map((arch) => join(root, `node_modules/@biomejs/cli-linux-${arch}/biome`))
    .find(existsSync)
  if (!program) throw new Error('Biome is not installed: run npm install')
  const { status, stdout, stderr } = spawnSync(
    program,
    ['lint', '--error-on-warnings', '--max-diagnostics=20'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  return status === 0 ? '' : stdout + stderr
}

if (process.argv[1] === import.meta.filename) {
  const found = untidy()
  console.log([...found, lint()].filter(Boolean).join('\n') || 'Tidy.')
  process.exitCode = found.length ? 1 : 0
}
