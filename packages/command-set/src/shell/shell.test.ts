import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { textFilters } from './filters/index.ts'
import { runLine } from './evaluate.ts'
import { compilePattern } from './regex/matcher.ts'

const show = async (argv: readonly string[]) =>
  ({ stdout: `${argv.map((word) => `<${word}>`).join('')}\n`, stderr: '', exitCode: 0 })

test('words reach the command as they were quoted', async () => {
  const table: readonly (readonly [string, string])[] = [
    ['ls  a\tb', '<ls><a><b>'], ['ls "a  b"', '<ls><a  b>'], ['ls \'a"b\'', '<ls><a"b>'],
    ['ls a\\ b', '<ls><a b>'], ['ls ""', '<ls><>'], ['ls a"b"\'c\'d', '<ls><abcd>'],
    ['ls "\\$\\"\\\\\\a"', '<ls><$"\\\\a>'], ['ls \\*', '<ls><*>'], ['ls x*?', '<ls><x*?>'],
    ['ls $?a', '<ls><0a>'], ['ls \'$?\'', '<ls><$?>'], ['ls $', '<ls><$>'], ['ls a;', '<ls><a>'],
    ['ls a\r', '<ls><a>'], ['ls a && ls b', '<ls><a>\n<ls><b>'],
  ]
  for (const [line, expected] of table) {
    assert.equal((await runLine(line, show)).stdout, `${expected}\n`, line)
  }
})

test('whatever a host shell would do beyond that is refused before anything runs', async () => {
  for (const line of [
    'ls `id`', 'ls $(id)', 'ls $' + '{x}', 'ls $x', 'ls > /tmp/x', 'ls < x', 'ls &', '(ls)', 'ls "',
    'ls \'', 'ls \\', 'ls | ', '| ls', 'ls && && ls', 'fi', 'if true; then fi', 'if true', 'then',
    'ls; if false; then ls; else', 'x'.repeat(70_000),
    `${'if true; then '.repeat(20)}ls${'; fi'.repeat(20)}`,
  ]) {
    let ran = false
    const answer = await runLine(line, (argv) => {
      ran = true
      return show(argv)
    })
    assert.equal(answer.exitCode, 2, line)
    assert.match(answer.stderr, /^rbash: .*\n$/)
    assert.equal(ran, false, line)
  }
})

test('no line crashes the shell', async () => {
  const piece = fc.constantFrom(
    'ls', ' ', ';', '|', '||', '&&', '"', '\'', '\\', '$?', 'if', 'then', 'fi', 'else', 'true',
    'grep', 'sed', 's/a/b/', '\n', '[', '-f', ']')
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))),
    async (pieces) => {
      await runLine(pieces.join(''), show)
    }))
})

const text = 'id:name:size\n2:beta:30\n1:alpha:4\n10:alpha:100\n\n'

test('text filters: the common forms', () => {
  const table: readonly (readonly [string[], string])[] = [
    [['grep', 'alpha'], '1:alpha:4\n10:alpha:100\n'], [['grep', '-v', ':'], '\n'],
    [['grep', '-c', 'alpha'], '2\n'], [['grep', '-n', '^2'], '2:2:beta:30\n'],
    [['grep', '-i', 'ALPHA:4'], '1:alpha:4\n'], [['grep', '-w', '10'], '10:alpha:100\n'],
    [['grep', '-E', '^(1|2):'], '2:beta:30\n1:alpha:4\n'], [['grep', '-F', 'a:4'], '1:alpha:4\n'],
    [['grep', '-o', 'a[lp]*'], 'a\na\nalp\na\nalp\na\n'],
    [['grep', '-x', '1:alpha:4'], '1:alpha:4\n'],
    [['grep', '-e', '-'], ''], [['grep', '-iv', 'A'], '\n'],
    [['sed', '-n', '2p'], '2:beta:30\n'],
    [['sed', '1d;$d'], '2:beta:30\n1:alpha:4\n10:alpha:100\n'],
    [['sed', '-n', '2,3p'], '2:beta:30\n1:alpha:4\n'],
    [['sed', '-n', '/beta/,/alpha/p'], '2:beta:30\n1:alpha:4\n'],
    [['sed', '-n', 's/\\(.*\\):\\(.*\\):.*/\\2 \\1/p'], 'name id\nbeta 2\nalpha 1\nalpha 10\n'],
    [['sed', '-nE', 's/a/<&>/gp'],
      'id:n<a>me:size\n2:bet<a>:30\n1:<a>lph<a>:4\n10:<a>lph<a>:100\n'],
    [['sed', 's|:.*||;/^$/d'], 'id\n2\n1\n10\n'], [['sed', '1q'], 'id:name:size\n'],
    [['sort'], '\n10:alpha:100\n1:alpha:4\n2:beta:30\nid:name:size\n'],
    [['sort', '-n'], '\nid:name:size\n1:alpha:4\n2:beta:30\n10:alpha:100\n'],
    [['sort', '-t:', '-k', '3n'], '\nid:name:size\n1:alpha:4\n2:beta:30\n10:alpha:100\n'],
    [['sort', '-t', ':', '-k2,2', '-u'], '\n1:alpha:4\n2:beta:30\nid:name:size\n'],
    [['cut', '-d:', '-f2'], 'name\nbeta\nalpha\nalpha\n\n'],
    [['cut', '-c', '1-2'], 'id\n2:\n1:\n10\n\n'],
    [['cut', '-d', ':', '-f', '-1,3-'], 'id:size\n2:30\n1:4\n10:100\n\n'],
    [['head', '-1'], 'id:name:size\n'], [['head', '-n', '2'], 'id:name:size\n2:beta:30\n'],
    [['head', '-n', '-4'], 'id:name:size\n'], [['tail', '-2'], '10:alpha:100\n\n'],
    [['tail', '-n', '+4'], '10:alpha:100\n\n'], [['tail', '-n0'], ''],
    [['tr', 'a-z', 'A-Z'], text.toUpperCase()],
    [['tr', '-d', ':0-9\n'], 'idnamesizebetaalphaalpha'],
    [['tr', '-s', '0\n'], 'id:name:size\n2:beta:30\n1:alpha:4\n10:alpha:10\n'],
    [['tr', '-cd', '0-9'], '23014' + '10100'], [['wc', '-l'], '5\n'],
    [['wc'], '      5       4      47\n'], [['more'], text], [['uniq', '-c'],
      '      1 id:name:size\n      1 2:beta:30\n      1 1:alpha:4\n'
      + '      1 10:alpha:100\n      1 \n'],
  ]
  for (const [[name = '', ...argv], expected] of table) {
    const answer = textFilters[name]?.(argv, text)
    assert.equal(answer?.stdout, expected, [name, ...argv].join(' '))
    assert.equal(answer?.stderr, '', name)
  }
  assert.equal(textFilters.uniq?.([], 'a\na\nb\na\n').stdout, 'a\nb\na\n')
  assert.equal(textFilters.uniq?.(['-d'], 'a\na\nb\na\n').stdout, 'a\n')
})

test('text filters read no files, and refuse what they do not know', () => {
  for (const [name = '', ...argv] of [
    ['grep', 'a', '/etc/passwd'], ['sed', 'p', 'file'], ['sort', 'file'], ['cut', '-f1', 'file'],
    ['head', 'file'], ['tail', '-f'], ['wc', 'file'], ['uniq', 'file'], ['sed', 'w x'],
    ['sed', 's/a/b/e'], ['sed', 'y/a/b/'], ['sed', 's/a'], ['grep', '-r', 'a'], ['grep', '\\(a'],
    ['grep', '-E', 'a{999}'], ['grep', '\\(a\\)\\1'], ['grep'], ['tr', 'a'], ['cut', '-f', 'x'],
  ]) {
    const answer = textFilters[name]?.(argv, text)
    assert.equal(answer?.exitCode, 2, [name, ...argv].join(' '))
    assert.equal(answer?.stdout, '')
  }
})

test('extended patterns match as the language\'s own do', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '^', '$')
  const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}'))
    // The language's own has another mind about repeated groups and assertions.
    .map(([one, times]) => (/[(^$]/.test(one) ? one : one + times))
  const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
  const subject = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    .map((letters) => letters.join(''))
  fc.assert(fc.property(pattern, subject, (regex, line) => {
    const own = compilePattern(regex, 'extended', false)?.find(line, 0)
    const reference = new RegExp(regex, 'd').exec(line)
    assert.deepEqual(own?.slice(0, 2), reference?.indices?.[0]?.slice(0, 2))
  }), { numRuns: 500 })
})

test('a pattern that makes others backtrack for ever is answered', () => {
  const matcher = compilePattern('(a*)*b', 'extended', false)
  assert.equal(matcher?.find('a'.repeat(2000), 0), undefined)
})
