/** One line of the table: two things measured side by side, their ratio and the goal. */
export interface Result {
  readonly goal: string
  readonly what: string
  readonly measured: string
  readonly beside: string
  readonly ratio: number
  /** `most`: the ratio must not be above; `least`: not below. None: told beside the goals, not one of them. */
  readonly bound?: { readonly kind: 'most' | 'least'; readonly value: number }
}

export const holds = ({ ratio, bound }: Result): boolean =>
  bound === undefined || (bound.kind === 'most' ? ratio <= bound.value : ratio >= bound.value)

const round = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

export function table(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.goal,
    result.what,
    result.measured,
    result.beside,
    round(result.ratio),
    result.bound ? `${result.bound.kind === 'most' ? '<=' : '>='} ${result.bound.value}` : '',
    result.bound ? (holds(result) ? 'holds' : 'MISSED') : 'beside',
  ])
  return [
    '| goal | what | measured | beside | ratio | bound | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
}

export const seconds = ({ cpu, wall }: { cpu: number; wall: number }): string =>
  `${round(cpu)} s CPU, ${round(wall)} s wall`
export { round }
