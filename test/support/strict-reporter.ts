// A second reporter for node:test that turns what the runner forgives into a failure: skipped or unfinished tests, and files or
// runs without any test.
import { resolve } from 'node:path'
import type { TestEvent } from 'node:test/reporters'

type Source = AsyncIterable<TestEvent>

/** Silent when every test ran; otherwise says what did not, and makes the run fail. */
export default async function* strictReporter(source: Source): AsyncGenerator<string> {
  let ran = 0
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, file, skip, todo, details } = event.data
    if (skip !== undefined || todo !== undefined) {
      process.exitCode = 1
      yield `Not run (${skip === undefined ? 'todo' : 'skip'}): ${name} (${file ?? 'unknown file'})\n`
    } else if (event.type === 'test:pass' && file !== undefined && resolve(name) === file) {
      // The runner reports a file that defines no test as one passed test of the file's name.
      process.exitCode = 1
      yield `No test in ${name}\n`
    } else if (details.type !== 'suite') ran += 1
  }
  if (ran > 0) return
  process.exitCode = 1
  yield 'No test ran.\n'
}
