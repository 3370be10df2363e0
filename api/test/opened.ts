/**
 * What all tests of a file share, opened before the first and closed after the last of them; closed also when preparing it
 * failed half way, so that the failure is told once, with its cause, and not hidden by what could not be closed.
 */
import { afterAll, beforeAll } from '@jest/globals'

interface Closable {
  close(): Promise<unknown>
}

/** Worlds are opened on machines that do other things at the same time. */
const OPENS_WITHIN_MS = 120_000

/** @returns the shared thing: an empty object until the tests begin */
export function useOpened<W extends Closable>(open: () => Promise<W>, prepare?: () => Promise<void> | void): W {
  const shared = {} as W
  let opened: W | undefined
  beforeAll(async () => {
    opened = await open()
    Object.assign(shared, opened)
    await prepare?.()
  }, OPENS_WITHIN_MS)
  afterAll(() => opened?.close(), OPENS_WITHIN_MS)
  return shared
}
