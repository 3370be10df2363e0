/**
 * What a statement about one record may read: of a table that is divided by jurisdiction only the part where the record is at
 * home. The database is asked how it would go about each statement that an operation has made.
 */
import { expect } from '@jest/globals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import type { Statement } from '../../src/kernel/db.ts'
import type { World } from '../world.ts'

/** Records whose id says their home (kernel/home.ts). */
const OF_ONE_RECORD = /:(personId|familyId|complaintId|referralId|registrationId)\b/
const isPlanned = ({ text }: Statement): boolean =>
  /^\s*(\/\*.*?\*\/\s*)?(select|with|insert|update|delete)\b/i.test(text)

interface PlanNode {
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly Plans?: readonly PlanNode[]
}
const relationsIn = (node: PlanNode): string[] => [
  ...(node['Relation Name'] === undefined ? [] : [node['Relation Name']]),
  ...(node.Plans ?? []).flatMap(relationsIn),
]

async function planOf(world: World, { text, values }: Statement): Promise<PlanNode> {
  // A plan that is kept fits every value, so it is asked for without any.
  const { rows } = text.includes('/* kept */')
    ? await world.owner.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`explain (generic_plan, format json) ${text}`)
    : await world.owner.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`explain (format json) ${text}`, [...values])
  const [plan] = rows[0]?.['QUERY PLAN'] ?? []
  if (!plan) throw new Error('no plan was told')
  return plan.Plan
}

/** `persons_12` is the part of jurisdiction 12. */
const partOf = (relation: string): { table: string; home: string } | undefined => {
  const [, table = '', home = ''] = /^([a-z_]+)_(\d+)$/.exec(relation) ?? []
  return home === '' ? undefined : { table, home }
}

/** Fails for a statement about one record that looks into several parts of a table. */
export async function expectOneHome(
  world: World,
  operation: Operation,
  statements: readonly Statement[],
): Promise<void> {
  if (!OF_ONE_RECORD.test(operation.path)) return
  for (const statement of statements.filter(isPlanned)) {
    const parts = relationsIn(await planOf(world, statement)).flatMap((relation) => partOf(relation) ?? [])
    const homes = new Set(parts.map(({ home }) => home))
    expect({ statement: statement.text, reads: homes.size > 1 ? parts : 'one home' }).toEqual({
      statement: statement.text,
      reads: 'one home',
    })
  }
}

/** Of one transaction, BEGIN and COMMIT aside. A step that makes another record take its step too, or takes two at once, needs a few more. */
const MOST_OF_A_STEP = 8
const MOST_WITH_ANOTHER = 14
const MOVES_ANOTHER = new Set([
  // With its category.
  'screenComplaint',
  'referComplaint',
  'recordSubjectGone',
  'approveReferral',
  'refuseReferral',
  'declineReferral',
  'cancelReferral',
  'completeReferral',
])
const STEPS = new Set(
  [complaintRecord, referralRecord, ppksRecord].flatMap(({ steps }) =>
    Object.values(steps).flatMap((step) => ('operation' in step ? [step.operation] : [])),
  ),
)

/** A step locks its record once, and is short: everybody else waits for what it holds. */
export function expectShort(operationId: string, statements: readonly Statement[]): void {
  if (!STEPS.has(operationId)) return
  const from = statements.findIndex(({ text }) => text.startsWith('begin'))
  const to = statements.findIndex(({ text }) => text === 'commit')
  const within = statements.slice(from + 1, to).map(({ text }) => text)
  const most = MOVES_ANOTHER.has(operationId) ? MOST_WITH_ANOTHER : MOST_OF_A_STEP
  expect({ operationId, within, short: within.length > 0 && within.length <= most }).toMatchObject({ short: true })
  if (most === MOST_OF_A_STEP) expect(within.filter((text) => text.includes('for update')).length).toBe(1)
}
