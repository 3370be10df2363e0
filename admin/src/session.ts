/** Who is signed in, and what that account may do. Kept in memory only; the cookie is the server's. */
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { identity, type Session } from '@pandu-gempita/shared/identity'
import { worksWith, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { computed, shallowRef, watch } from 'vue'
import { connect, onSignedOut } from './api.ts'
import { useOfficeZone } from './format/dates.ts'
import { queryClient } from './query.ts'

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

const read = async (): Promise<Session | null> => {
  try {
    return await api.getSession()
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401) return null
    throw error
  }
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

export const signIn = async (userName: string, password: string): Promise<Session> => {
  const opened = await api.signIn({ body: { userName, password } })
  queryClient.clear()
  current.value = opened
  return opened
}

const forget = (): void => {
  current.value = null
  queryClient.clear()
  sessionStorage.clear()
}
export const signOut = async (): Promise<void> => {
  await api.signOut()
  forget()
}
export const changePassword = async (currentPassword: string, newPassword: string): Promise<void> => {
  await api.changePassword({ body: { currentPassword, newPassword } })
  current.value = await read()
}

/** Calls back when a session that was open has ended on the server. */
export const onSessionEnded = (listener: () => void): void =>
  onSignedOut(() => {
    if (!current.value) return
    forget()
    listener()
  })
