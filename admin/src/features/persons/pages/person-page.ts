/** The parts of a person's page: which there are, and how each is framed. */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'

const parts = [
  'timeline',
  'family',
  'addresses',
  'identifiers',
  'programmes',
  'ppks',
  'cases',
  'sources',
  'access',
] as const
export type Part = (typeof parts)[number]
const needs: Partial<Record<Part, PermissionCode>> = {
  ppks: 'ppks.read',
  cases: 'complaint.read',
  access: 'access-log.read',
}

/** A part that this account may not read is not offered. */
export const partsFor = (allowed: (permission: PermissionCode) => boolean): Part[] =>
  parts.filter((part) => {
    const needed = needs[part]
    return !needed || allowed(needed)
  })

/** A part that is not there, or not for this account, gives the first. */
export const partOf = (wanted: string | undefined, offered: readonly Part[]): Part =>
  offered.find((part) => part === wanted) ?? 'timeline'

/** Tables bring their own frame. */
export const isFramed = (part: Part, hasFamily: boolean): boolean =>
  part === 'family' ? !hasFamily : part !== 'sources' && part !== 'access'
