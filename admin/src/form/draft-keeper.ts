/**
 * Keeps one form on the server while it is filled in: a little after each change, at once when the page goes, again when the
 * line is back. Knows nothing of the screen; `draft.ts` ties it to a form.
 */
import { ApiProblem } from '@pandu-gempita/shared/contract/client'

export interface KeptDraft {
  readonly version: number
  readonly updatedAt: string
}
/** The server. `parting`: the page is going, and nobody waits for the answer. */
export interface DraftStore {
  get(): Promise<(KeptDraft & { readonly content: string }) | undefined>
  put(content: string, version: number, parting: boolean): Promise<KeptDraft>
  discard(version: number, parting: boolean): Promise<unknown>
}
/** The form: its content, or undefined while there is nothing worth keeping; and the way back. */
export interface DraftForm {
  read(): string | undefined
  fill(content: string): void
  /** Did this window write it: before it was loaded anew, with an answer that it did not wait for? */
  isOwn(content: string): boolean
}
export type DraftState =
  | { readonly is: 'quiet' }
  | { readonly is: 'kept'; readonly at: string }
  /** Kept by this page alone; it goes on trying, or waits for the person to sign in. */
  | { readonly is: 'unsaved'; readonly why: 'connection' | 'session' | 'refused'; readonly error: unknown }
  /** Another window has written to the same form. */
  | { readonly is: 'elsewhere' }

const PAUSE_MS = 600
const RETRY_MS = 2_000
const LONGEST_RETRY_MS = 15_000

const codeOf = (error: unknown): string | undefined => (error instanceof ApiProblem ? error.problem.code : undefined)

export class DraftKeeper {
  state: DraftState = { is: 'quiet' }
  /** When what is shown was typed, if it was taken up again. */
  resumedAt: string | undefined
  readonly #store: DraftStore
  readonly #form: DraftForm
  readonly #told: () => void
  #version = 0
  #saved: string | undefined
  #ready = false
  #held = false
  #busy: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #delay = RETRY_MS

  constructor(store: DraftStore, form: DraftForm, told: () => void) {
    this.#store = store
    this.#form = form
    this.#told = told
  }

  /** Takes up what was there. What has been typed meanwhile is not overwritten: the person chooses. */
  async load(): Promise<void> {
    try {
      const found = await this.#store.get()
      if (found && this.#form.read() === undefined) this.#take(found)
      else if (found) this.#tell({ is: 'elsewhere' })
    } catch (error) {
      // Whatever keeps it from being read is met again, and told, when something is to be saved.
      console.error(error)
    }
    this.#ready = true
    this.changed()
  }

  /** Something may have been typed. */
  changed(): void {
    if (!this.#ready || this.#held || this.state.is === 'elsewhere' || !this.#differs()) return
    this.#schedule(PAUSE_MS)
  }

  /** Tries at once what could not be saved: the line is back, or the person. */
  retry(): void {
    if (this.state.is === 'unsaved') void this.flush()
  }

  get unsaved(): boolean {
    return !this.#held && this.#differs()
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.#ready || this.#held || this.state.is === 'elsewhere') return Promise.resolve()
    this.#busy ??= this.#save().finally(() => {
      this.#busy = undefined
      // Typed while it was being sent.
      if (this.state.is === 'kept') this.changed()
    })
    return this.#busy
  }

  /** The page may be gone in a moment: sent without waiting, after what is already on its way. */
  part(): void {
    clearTimeout(this.#timer)
    const content = this.#form.read()
    if (!this.#ready || this.#held || this.state.is === 'elsewhere' || !this.#differs() || content === undefined) return
    if (!this.#busy) {
      this.#busy = this.#save(true).finally(() => (this.#busy = undefined))
      return
    }
    this.#store.put(content, this.#version + 1, true).then(
      (kept) => this.#keep(content, kept),
      (error: unknown) => console.error(error),
    )
  }

  /** While the form itself is being sent nothing is kept beside it. */
  hold(): void {
    clearTimeout(this.#timer)
    this.#held = true
  }
  release(): void {
    this.#held = false
    this.changed()
  }

  /** Sent, or given up: it is no draft any more, and nothing of it is saved again until `restart`. */
  async drop(): Promise<void> {
    this.hold()
    await this.#busy
    const version = this.#version
    this.#version = 0
    this.#saved = undefined
    this.resumedAt = undefined
    if (version > 0) await this.#discard(version)
    this.#tell({ is: 'quiet' })
  }
  restart(): void {
    this.#held = false
    this.changed()
  }

  /** Of two windows this one goes on. */
  async takeOver(): Promise<void> {
    try {
      this.#version = (await this.#store.get())?.version ?? 0
      this.#tell({ is: 'quiet' })
    } catch (error) {
      this.#failed(error)
    }
    await this.flush()
  }
  /** Of two windows the other one goes on, here. */
  async takeTheirs(): Promise<void> {
    try {
      const found = await this.#store.get()
      if (found) this.#take(found)
      else await this.takeOver()
    } catch (error) {
      this.#failed(error)
    }
  }

  #differs(): boolean {
    return this.#form.read() !== this.#saved
  }
  #tell(state: DraftState): void {
    this.state = state
    this.#told()
  }
  #schedule(delay: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), delay)
  }
  #keep(content: string | undefined, kept: KeptDraft): void {
    this.#version = kept.version
    this.#saved = content
    this.#delay = RETRY_MS
    this.#tell({ is: 'kept', at: kept.updatedAt })
  }
  #take(found: KeptDraft & { readonly content: string }): void {
    this.#form.fill(found.content)
    this.resumedAt = found.updatedAt
    this.#keep(this.#form.read(), found)
  }

  async #save(parting = false): Promise<void> {
    const content = this.#form.read()
    if (content === this.#saved) return
    try {
      if (content !== undefined) return this.#keep(content, await this.#store.put(content, this.#version, parting))
      const version = this.#version
      this.#version = 0
      this.#saved = undefined
      await this.#discard(version)
      this.#tell({ is: 'quiet' })
    } catch (error) {
      if (codeOf(error) === 'stale-version' && (await this.#ownVersion())) return this.#schedule(PAUSE_MS)
      this.#failed(error)
    }
  }
  /** What this window sent while it was going may arrive after it was loaded anew: that is no other window. */
  async #ownVersion(): Promise<boolean> {
    const found = await this.#store.get().catch((error: unknown) => {
      console.error(error)
      return undefined
    })
    if (!found || !this.#form.isOwn(found.content)) return false
    this.#version = found.version
    return true
  }
  #failed(error: unknown): void {
    const code = codeOf(error)
    if (code === 'stale-version') return this.#tell({ is: 'elsewhere' })
    if (code === 'not-signed-in') return this.#tell({ is: 'unsaved', why: 'session', error })
    const refused = error instanceof ApiProblem && error.problem.status < 500 && error.problem.status !== 429
    this.#tell({ is: 'unsaved', why: refused ? 'refused' : 'connection', error })
    if (refused) return
    this.#schedule(this.#delay)
    this.#delay = Math.min(this.#delay * 2, LONGEST_RETRY_MS)
  }
  /** Gone already, or written anew by another window: either way it is not ours to take away. */
  async #discard(version: number): Promise<void> {
    if (version === 0) return
    try {
      await this.#store.discard(version, true)
    } catch (error) {
      if (codeOf(error) === 'stale-version' && this.#version === 0 && (await this.#ownVersion())) {
        const own = this.#version
        this.#version = 0
        await this.#store.discard(own, true).catch((again: unknown) => console.error(again))
      } else if (!['not-found', 'stale-version'].includes(codeOf(error) ?? '')) console.error(error)
    }
  }
}
