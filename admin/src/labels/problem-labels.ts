import type { ProblemCode } from '@pandu-gempita/shared/problems'

export type ProblemLabels = Readonly<Record<ProblemCode | 'other', string>>
