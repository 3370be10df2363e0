import type { Contracts } from '@pandu-gempita/shared/contracts'

export type OperationId = { [M in keyof Contracts]: keyof Contracts[M]['operations'] & string }[keyof Contracts]
export type OperationLabels = Readonly<Record<OperationId, string>>
