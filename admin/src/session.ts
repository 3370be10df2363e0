/**
 * Who is signed in, and what that account may do. Kept in memory only; the cookie is the server's. A session that ends takes
 * nothing from the screen: its owner is `away` until signing in again, in this window or in another of the same browser.
 */
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { identity, type Session } from '@pandu-gempita/shared/identity'
import { worksWith, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { computed, shallowRef, watch } from 'vue'
import { connect, onSignedOut } from './api.ts'
import { useOfficeZone } from './format/dates.ts'
import { queryClient } from './query.ts'
import { hear, tell, type WindowNews } from './windows.ts'

const { identity: api } = connect({ identity })
const current = shallowRef<Session | null>()
watch(
  current,
  (opened) => {
    if (opened) useOfficeZone(opened.jurisdiction.timeZone)
  },
  { flush: 'sync' },
)
let loading: Promise<Session | null> | undefined

/** `ended`: the server says so. `locked`: nobody was there, or the person left; then nothing may be read either. */
type Away = 'ended' | 'locked'
const isAway = shallowRef<Away>()
export const away = computed(() => isAway.value)

/** That this browser was left: no page of it goes on with a session that could not be ended then. It says nothing of anybody. */
const LEFT = 'pandu.left'

const orNobody = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401) return null
    throw error
  }
}
const read = async (): Promise<Session | null> => {
  if (localStorage.getItem(LEFT) === null) return orNobody(api.getSession())
  await orNobody(api.signOut())
  localStorage.removeItem(LEFT)
  return null
}

export const session = computed(() => current.value ?? null)
/** May this account, and is it its daily work: what a head holds only in order to appoint others is not offered to him. */
export const allowed = (permission: PermissionCode): boolean => {
  const opened = current.value
  if (!opened?.permissions.includes(permission)) return false
  return opened.roles.some(({ role }) => role === null || worksWith(role, permission))
}

/** The session, asked of the server once a page load. */
export const ensureSession = async (): Promise<Session | null> => {
  if (current.value !== undefined) return current.value
  loading ??= read().finally(() => {
    loading = undefined
  })
  current.value = await loading
  return current.value
}

/** Another page load: nothing of the one before stays in memory. */
const leaveFor = (path: string): void => location.assign(path)

const opened = (now: Session): void => {
  localStorage.removeItem(LEFT)
  current.value = now
  isAway.value = undefined
  tell({ kind: 'signed-in', accountId: now.accountId })
}
export const signIn = async (userName: string, password: string): Promise<Session> => {
  const now = await api.signIn({ body: { userName, password } })
  queryClient.clear()
  opened(now)
  return now
}
/** The same person goes on where the session ended. */
export const signInAgain = async (password: string): Promise<void> => {
  const { accountId, userName } = current.value ?? {}
  if (userName === undefined) throw new Error('nobody was signed in')
  const now = await api.signIn({ body: { userName, password } })
  if (now.accountId !== accountId) return leaveFor('/')
  opened(now)
  await queryClient.invalidateQueries()
}
export const signInAsOther = (path: string): void => leaveFor(path)

const forget = (): void => {
  current.value = null
  isAway.value = undefined
  queryClient.clear()
}
export const signOut = async (): Promise<void> => {
  await api.signOut()
  tell({ kind: 'left' })
  forget()
}
export const changePassword = async (currentPassword: string, newPassword: string): Promise<void> => {
  await api.changePassword({ body: { currentPassword, newPassword } })
  current.value = await read()
}

const RETRY_MS = 10_000
/** Until the server has ended it, or its owner is back. */
async function endOnServer(): Promise<void> {
  if (isAway.value !== 'locked') return
  try {
    await orNobody(api.signOut())
  } catch (error) {
    console.error(error)
    setTimeout(() => void endOnServer(), RETRY_MS)
  }
}
/** Nobody is there: the screen is hidden in every window, and the session is over. */
export const lock = async (): Promise<void> => {
  if (!current.value || isAway.value === 'locked') return
  isAway.value = 'locked'
  localStorage.setItem(LEFT, '1')
  tell({ kind: 'left' })
  await endOnServer()
}

onSignedOut(() => {
  if (current.value && !isAway.value) isAway.value = 'ended'
})
const follow = async (news: WindowNews): Promise<void> => {
  if (!current.value) return
  if (news.kind === 'left') isAway.value = 'locked'
  if (news.kind !== 'signed-in') return
  if (news.accountId !== current.value.accountId) return leaveFor('/')
  if (!isAway.value) return
  // Not `read`: the mark of having left may reach this window later than the news.
  const now = await orNobody(api.getSession())
  if (!now) return
  current.value = now
  isAway.value = undefined
  await queryClient.invalidateQueries()
}
/** The windows of a browser have one session; called once by the application. */
export const followWindows = (): void => hear(follow)
