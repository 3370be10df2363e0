/** Files that were made to end the product end themselves, each with its own words. The soak run makes them as large as they were seen. */
import { afterAll, expect, test } from '@jest/globals'
import { hostileFiles } from './hostile-files.ts'
import { costOf } from './hostile-reading.ts'

const SHARE = 0.05
// The machine of a test run is busy; what was seen were seconds and minutes. The soak run asks for 100 ms.
const WAIT_MS = 1_500

let watched = 0
afterAll(() => {
  // A measurement that never saw the reading process would prove nothing of its memory.
  expect(watched).toBeGreaterThan(0)
})

// Only in its whole size does a limit of cells come before one of bytes.
const LARGE_ONLY = '40 million cells beside a picture'
test.each(
  hostileFiles(SHARE)
    .filter(({ name }) => name !== LARGE_ONLY)
    .map((file) => [file.name, file] as const),
)(
  '%s',
  async (_, file) => {
    const cost = await costOf(file.make())
    watched = Math.max(watched, cost.childMb)
    expect({
      failure: cost.failure,
      blocked: cost.blockedMs > WAIT_MS,
      grown: cost.grownMb > 100,
      child: cost.childMb > 700,
    }).toEqual({
      failure: file.failure,
      blocked: false,
      grown: false,
      child: false,
    })
  },
  60_000,
)
