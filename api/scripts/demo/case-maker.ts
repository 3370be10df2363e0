/** What a maker of cases is given: a place with its people, officers and institutions. */
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import type { DemoAccount } from './accounts.ts'
import type { DemoPerson } from './people.ts'
import type { Rows, Village } from './plan.ts'
import type { Random } from './random.ts'

export interface DemoInstitution {
  readonly id: string
  readonly name: string
  readonly sectors: readonly string[]
  readonly officer: DemoAccount
}
export interface PpksTypeRow {
  readonly code: string
  readonly min_age: number | null
  readonly max_age: number | null
  readonly sex: string | null
  readonly unit: string
  readonly restricted: boolean
  readonly criteria: readonly string[]
}
export interface CaseMaker {
  readonly rows: Rows
  readonly random: Random
  readonly jurisdiction: number
  readonly placeCode: string
  readonly people: readonly DemoPerson[]
  readonly villages: readonly Village[]
  readonly accounts: ReadonlyMap<RoleCode, DemoAccount>
  readonly institutions: readonly DemoInstitution[]
  readonly types: readonly PpksTypeRow[]
  /** Hours by `step urgency`. */
  readonly standards: ReadonlyMap<string, number>
  readonly today: Date
}

export const actorFor = (maker: CaseMaker, role: RoleCode): DemoAccount => {
  const account = maker.accounts.get(role)
  if (!account) throw new Error(`no demo account for ${role}`)
  return account
}
