/** Offices share their computers: a screen that nobody is at is locked. */
import { lock, session } from '../session.ts'
import { saveDrafts } from '../form/draft.ts'
import { hear, tell } from '../windows.ts'

const IDLE_MINUTES = 15
const IDLE_MS = IDLE_MINUTES * 60_000
const LOOK_MS = 5_000
const TELL_MS = 10_000
const SAVE_MS = 2_000
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const

let last = Date.now()
let told = 0
const seen = (): void => {
  last = Date.now()
  if (last - told < TELL_MS) return
  told = last
  tell({ kind: 'active' })
}
let locking = false
const look = async (): Promise<void> => {
  if (locking || !session.value || Date.now() - last < IDLE_MS) return
  locking = true
  try {
    // Nearly always saved long ago; a dead line does not keep the screen open.
    await Promise.race([saveDrafts(), new Promise((resolve) => setTimeout(resolve, SAVE_MS))])
    await lock()
  } finally {
    locking = false
  }
}

/** Looks for signs of a person in all windows. The clock is asked, not a timer alone: a computer that slept wakes up locked. */
export function watchIdle(): void {
  for (const sign of SIGNS) addEventListener(sign, seen, { capture: true, passive: true })
  hear(({ kind }) => {
    if (kind !== 'left') last = Date.now()
  })
  setInterval(() => void look(), LOOK_MS)
  document.addEventListener('visibilitychange', () => void look())
}
