/** How a process says that it does not start: one line, and the code that its supervisor sees. */
import { loggable } from '../src/kernel/faults.ts'
import { StartRefused } from '../src/preflight.ts'

/** @returns the exit code. Anything unforeseen is told as far as it holds no value. */
export function tellRefusal(error: unknown): number {
  if (error instanceof StartRefused) {
    console.error(error.message)
    return error.exitCode
  }
  console.error('The process could not start:', JSON.stringify(loggable(error)))
  return 1
}
