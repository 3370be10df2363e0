/** A form that is kept on the server while it is filled in (docs/adr/0040). Nothing of it is stored in the browser. */
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { drafts, type DraftFormName } from '@pandu-gempita/shared/drafts'
import { onBeforeUnmount, onMounted, shallowReactive, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { connect } from '../api.ts'
import type { Intent } from '../query.ts'
import { away } from '../session.ts'
import { windowId } from '../windows.ts'
import { fill, textOf } from './draft-content.ts'
import { DraftKeeper, type DraftState, type DraftStore } from './draft-keeper.ts'
import { t } from './messages.id.ts'

const { drafts: api } = connect({ drafts })
const { drafts: parting } = connect({ drafts }, { keepalive: true })

const storeOf = (form: string): DraftStore => ({
  get: async () => {
    try {
      return await api.getDraft({ params: { form } })
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.code === 'not-found') return undefined
      throw error
    }
  },
  put: (content, version, isParting) =>
    (isParting ? parting : api).putDraft({ params: { form }, body: { content }, ifMatch: version }),
  discard: (version, isParting) => (isParting ? parting : api).discardDraft({ params: { form }, ifMatch: version }),
})

export interface DraftOptions {
  /** Which form; without it nothing is kept. */
  readonly form: DraftFormName | undefined
  /** What is typed, changed in place when it is taken up again. */
  readonly fields: () => object
  /** Kept along, so that what was sent and got no answer is not made twice. */
  readonly intent?: Intent | undefined
  /** Whether there is anything to keep; without it, anything that a person has changed. */
  readonly worth?: () => boolean
  /** After it was taken up again. */
  readonly resumed?: () => void
}
export interface Draft {
  readonly status: { state: DraftState; resumedAt: string | undefined; loading: boolean }
  /** A person is at the form: what changes from now on is theirs. */
  readonly touch: () => void
  readonly hold: () => void
  readonly release: () => void
  /** Sent or given up. */
  readonly drop: () => Promise<void>
  readonly restart: () => void
  readonly startOver: () => void
  readonly takeOver: () => Promise<void>
  readonly takeTheirs: () => Promise<void>
}

/** All forms on the screen, to be saved before a session is ended. */
const open = new Set<DraftKeeper>()
let letGo = false
export const saveDrafts = async (): Promise<void> => void (await Promise.all([...open].map((keeper) => keeper.flush())))
/** The person leaves although something could not be saved. */
export const letDraftsGo = (): void => {
  letGo = true
}

const PATIENCE_MS = 2_000
const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))

export function useDraft({ form, fields, intent, worth, resumed }: DraftOptions): Draft {
  const status = shallowReactive<Draft['status']>({
    state: { is: 'quiet' },
    resumedAt: undefined,
    loading: form !== undefined,
  })
  let initial = textOf(fields())
  let touched = false
  const isWorth = (): boolean => (worth ? worth() : touched && textOf(fields()) !== initial)
  const keeper = new DraftKeeper(
    storeOf(form ?? ''),
    {
      read: () =>
        isWorth()
          ? JSON.stringify({ fields: JSON.parse(textOf(fields())), intent: intent?.key(), window: windowId() })
          : undefined,
      fill: (content) => {
        const kept = JSON.parse(content) as { fields: object; intent?: string }
        touched = true
        fill(fields(), kept.fields)
        if (kept.intent) intent?.restore(kept.intent)
        resumed?.()
      },
      isOwn: (content) => (JSON.parse(content) as { window?: string }).window === windowId(),
    },
    () => {
      status.state = keeper.state
      status.resumedAt = keeper.resumedAt
    },
  )
  const draft: Draft = {
    status,
    touch: () => {
      touched = true
    },
    hold: () => keeper.hold(),
    release: () => keeper.release(),
    drop: () => (form === undefined ? Promise.resolve() : keeper.drop()),
    restart: () => keeper.restart(),
    startOver: () => {
      fill(fields(), JSON.parse(initial) as object)
      intent?.done()
      void keeper.drop().then(() => keeper.restart())
    },
    takeOver: () => keeper.takeOver(),
    takeTheirs: () => keeper.takeTheirs(),
  }
  if (form === undefined) return draft

  watch(
    () => textOf(fields()),
    (text) => {
      // What the page fills in by itself, such as the only village, is no work of anybody.
      if (!touched && !worth) initial = text
      keeper.changed()
    },
  )
  watch(away, (now) => {
    if (!now) keeper.retry()
  })
  const onHidden = (): void => {
    if (document.visibilityState === 'hidden') keeper.part()
  }
  const onGone = (): void => keeper.part()
  const onOnline = (): void => keeper.retry()
  const lost = (): boolean => !letGo && keeper.unsaved && ['unsaved', 'elsewhere'].includes(keeper.state.is)
  const onUnload = (event: BeforeUnloadEvent): void => {
    if (lost() || (!navigator.onLine && keeper.unsaved && !letGo)) event.preventDefault()
  }
  onMounted(() => {
    open.add(keeper)
    document.addEventListener('visibilitychange', onHidden)
    addEventListener('pagehide', onGone)
    addEventListener('online', onOnline)
    addEventListener('beforeunload', onUnload)
    // A server that does not answer keeps nobody from beginning.
    void Promise.race([keeper.load(), patience()]).finally(() => {
      status.loading = false
    })
  })
  onBeforeRouteLeave(async () => {
    if (!keeper.unsaved) return true
    await Promise.race([keeper.flush(), patience()])
    return !keeper.unsaved || window.confirm(t('unsaved'))
  })
  onBeforeUnmount(() => {
    open.delete(keeper)
    document.removeEventListener('visibilitychange', onHidden)
    removeEventListener('pagehide', onGone)
    removeEventListener('online', onOnline)
    removeEventListener('beforeunload', onUnload)
    keeper.part()
    keeper.hold()
  })
  return draft
}
