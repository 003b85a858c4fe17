// A node:test reporter that prints the one closing line that people and machines look for.
export default async function* countReporter(source) {
  let passed = 0
  let failed = 0
  let skipped = 0
  for await (const { type, data } of source) {
    if (data?.details?.type === 'suite') continue
    if (type === 'test:pass' && data.skip !== undefined) skipped += 1
    else if (type === 'test:pass') passed += 1
    else if (type === 'test:fail') failed += 1
  }
  yield `${passed} passed, ${failed} failed, ${skipped} skipped\n`
}
