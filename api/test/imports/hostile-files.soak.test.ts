/** The files of `hostile-files.test.ts` in the size that was seen to end the product or keep everybody waiting for minutes. */
import { expect, test } from '@jest/globals'
import { hostileFiles } from './hostile-files.ts'
import { costOf } from './hostile-reading.ts'

test.each(hostileFiles(1).map((file) => [file.name, file] as const))(
  '%s',
  async (_, file) => {
    const cost = await costOf(file.make())
    expect(cost.failure).toBe(file.failure)
    expect(cost.blockedMs).toBeLessThan(100)
    expect(cost.grownMb).toBeLessThan(150)
    expect(cost.childMb).toBeLessThan(700)
  },
  300_000,
)
