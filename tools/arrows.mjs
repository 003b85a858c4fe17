// The one place where the dependency arrows are written down (ARCHITECTURE.md). A package may import itself
// and the packages on its line. A pure package may import nothing else; tests may import what they like.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.mjs'

/** `outside` names the files that may import node: modules and libraries; absent means none may. */
export const arrows = {
  bytes: { may: [] },
  kmip: { may: ['bytes'], outside: /^client\// },
  nbd: { may: ['bytes'] },
  'key-slots': { may: ['bytes'] },
  'command-set': { may: ['bytes'] },
  platform: { may: ['bytes'], outside: /^(real|conformance|simulated)\// },
  'key-server': {
    may: ['bytes', 'kmip', 'platform/ports'],
    outside: /^(main|admin\/schemas|configuration)\.ts$/,
  },
  'data-plane': { may: ['bytes', 'nbd', 'platform/ports'], outside: /./ },
  'storage-system': {
    may: ['bytes', 'kmip', 'kmip/client', 'nbd', 'key-slots', 'command-set', 'platform/ports'],
    outside: /^(main|configuration)\.ts$/,
  },
  cli: { may: ['platform/ports', 'platform/real', 'platform/real/http'], outside: /./ },
  simulator: {
    may: [
      'bytes',
      'kmip',
      'kmip/client',
      'key-slots',
      'command-set',
      'platform/ports',
      'platform/simulated',
      'key-server',
      'storage-system',
    ],
    outside: /./,
  },
}

/** `main.ts` alone picks real adapters. */
const mainOnly = /^platform\/real(\/|$)/

const sources = (dir, prefix = '') =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sources(join(dir, entry.name), `${prefix}${entry.name}/`)
    return /(?<!\.test|\.d)\.tsx?$/.test(entry.name) ? [prefix + entry.name] : []
  })

const importsOf = (text) =>
  [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1] ?? match[2])

/** Every import that no arrow allows, as sentences. */
export function brokenArrows() {
  const broken = []
  for (const name of readdirSync(join(root, 'packages'))) {
    const arrow = arrows[name]
    if (!arrow) {
      broken.push(
        `packages/${name} has no line in tools/arrows.mjs: decide what it may import, then add one`,
      )
      continue
    }
    for (const file of sources(join(root, 'packages', name, 'src'))) {
      for (const target of importsOf(
        readFileSync(join(root, 'packages', name, 'src', file), 'utf8'),
      )) {
        const sentence = judge(name, arrow, file, target)
        if (sentence) broken.push(`packages/${name}/src/${file}: ${sentence}`)
      }
    }
  }
  return broken
}

function judge(name, arrow, file, target) {
  if (target.startsWith('.')) return undefined
  const sibling = /^@keyturn\/(.+)$/.exec(target)?.[1]
  if (sibling === undefined) {
    return arrow.outside?.test(file)
      ? undefined
      : `${target} is the outside world: take it through a port`
  }
  if (sibling === name || arrow.may.includes(sibling)) return undefined
  if (mainOnly.test(sibling) && file === 'main.ts') return undefined
  return `there is no arrow ${name} -> ${sibling}`
}

if (process.argv[1] === import.meta.filename) {
  const broken = brokenArrows()
  console.log(broken.join('\n') || 'All arrows hold.')
  process.exitCode = broken.length ? 1 : 0
}
