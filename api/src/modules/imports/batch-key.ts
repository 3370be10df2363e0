/** Which batch: every table of an import is keyed by its shard and this. */
export interface BatchKey {
  readonly jurisdictionId: number
  readonly id: string
}
