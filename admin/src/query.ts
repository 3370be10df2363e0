/** Server state: the key is the operation and its request, so that two pages share one answer. */
import { ApiProblem, type Call, type ReplyOf, type RequestOf } from '@pandu-gempita/shared/contract/client'
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue'

const MAX_TRIES = 3
/** What a full or restarting server, or somebody at the same record, refuses for a moment only. Writes carry a key or a version, so repeating them is safe. */
const PASSING = new Set(['unavailable', 'concurrent-change', 'request-in-progress'])
const retry = (count: number, error: unknown): boolean =>
  count < MAX_TRIES && (!(error instanceof ApiProblem) || PASSING.has(error.problem.code))

const FIRST_DELAY_MS = 400
const retryDelay = (attempt: number): number => FIRST_DELAY_MS * 2 ** attempt

export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a network the screen says so, instead of waiting in silence.
    queries: { retry, retryDelay, staleTime: 15_000, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry, retryDelay, networkMode: 'always' },
  },
})

type Run<O> = (request: RequestOf<O>, signal?: AbortSignal) => Promise<ReplyOf<O>>

export interface OperationState<T> {
  readonly data: Ref<T | undefined>
  readonly error: Ref<unknown>
  readonly pending: Ref<boolean>
  readonly fetching: Ref<boolean>
  readonly reload: () => Promise<unknown>
}

interface ReadOptions {
  /** Milliseconds between repeated reads; false to stop. */
  readonly refetchInterval?: MaybeRefOrGetter<number | false>
  readonly staleTime?: number
  /** Shows the former answer while the next one is on its way. */
  readonly keepPrevious?: boolean
}

/** Reads once. A request of `null` waits. */
export function useOperation<O>(
  call: Call<O>,
  request: MaybeRefOrGetter<RequestOf<O> | null>,
  options: ReadOptions = {},
): OperationState<ReplyOf<O>> {
  const query = useQuery({
    queryKey: computed(() => [call.id, toValue(request)] as readonly unknown[]),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<unknown> =>
      (call as unknown as Run<O>)(toValue(request) as RequestOf<O>, signal),
    enabled: computed(() => toValue(request) !== null),
    refetchInterval: computed(() => toValue(options.refetchInterval) ?? false),
    ...(options.staleTime !== undefined && { staleTime: options.staleTime }),
    ...(options.keepPrevious && { placeholderData: (previous: unknown) => previous }),
  })
  return {
    data: query.data as Ref<ReplyOf<O> | undefined>,
    error: query.error,
    pending: query.isPending,
    fetching: query.isFetching,
    reload: query.refetch,
  }
}

interface PageLike {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
}
type ItemOf<P> = P extends { items: (infer I)[] } ? I : never

export interface ListState<I> {
  readonly items: ComputedRef<I[]>
  readonly error: Ref<unknown>
  readonly pending: Ref<boolean>
  readonly fetching: Ref<boolean>
  readonly hasMore: Ref<boolean>
  readonly loadMore: () => Promise<unknown>
  readonly loadingMore: Ref<boolean>
  readonly reload: () => Promise<unknown>
  /** All of it, as a table takes it: `<DataTable v-bind="list.table.value" …>`. */
  readonly table: ComputedRef<TableState<I>>
}
interface TableState<I> {
  readonly rows: I[]
  readonly error: unknown
  readonly pending: boolean
  readonly reload: () => Promise<unknown>
  readonly hasMore: boolean
  readonly loadingMore: boolean
  readonly loadMore: () => Promise<unknown>
}

/** Reads a keyset list; `where` says where the cursor travels (searches with personal data are a POST). */
export function useList<O>(
  call: Call<O>,
  request: MaybeRefOrGetter<RequestOf<O> | null>,
  where: 'query' | 'body' = 'query',
): ListState<ItemOf<ReplyOf<O>>> {
  const list = useInfiniteQuery({
    queryKey: computed(() => [call.id, 'list', toValue(request)] as readonly unknown[]),
    queryFn: async ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) => {
      const base = toValue(request) as Record<string, Record<string, unknown> | undefined>
      const next = pageParam === undefined ? base : { ...base, [where]: { ...base[where], cursor: pageParam } }
      return (await (call as unknown as Run<O>)(next as RequestOf<O>, signal)) as unknown as PageLike
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageLike) => last.nextCursor ?? undefined,
    enabled: computed(() => toValue(request) !== null),
  })
  const items = computed(() => (list.data.value?.pages ?? []).flatMap((page) => page.items) as ItemOf<ReplyOf<O>>[])
  return {
    items,
    error: list.error,
    pending: list.isPending,
    fetching: list.isFetching,
    hasMore: list.hasNextPage,
    loadMore: list.fetchNextPage,
    loadingMore: list.isFetchingNextPage,
    reload: list.refetch,
    table: computed(() => ({
      rows: items.value,
      error: list.error.value,
      pending: list.isPending.value,
      reload: list.refetch,
      hasMore: list.hasNextPage.value,
      loadingMore: list.isFetchingNextPage.value,
      loadMore: list.fetchNextPage,
    })),
  }
}

export interface ActionState<O> {
  readonly run: (request: RequestOf<O>) => Promise<ReplyOf<O>>
  readonly pending: Ref<boolean>
  readonly error: Ref<unknown>
}

/** Writes, then reads again whatever is on the screen. */
export function useAction<O>(call: Call<O>): ActionState<O> {
  const client = useQueryClient()
  const mutation = useMutation({
    mutationFn: (request: RequestOf<O>): Promise<ReplyOf<O>> => (call as unknown as Run<O>)(request),
    onSuccess: () => client.invalidateQueries(),
  })
  return {
    run: (request) => mutation.mutateAsync(request),
    pending: mutation.isPending,
    error: mutation.error,
  }
}

/**
 * One idempotency key for one intent: the same for every try whose answer was lost; a new one once it has
 * been done, or once the server has refused it and the officer may change what is sent.
 */
export interface Intent {
  readonly key: () => string
  readonly done: () => void
  readonly failed: (error: unknown) => void
  /** Goes on with the intent of a draft: what was sent and got no answer is not made twice. */
  readonly restore: (key: string) => void
}
export function useIntent(): Intent {
  let current: string | undefined
  const done = (): void => {
    current = undefined
  }
  return {
    key: () => (current ??= crypto.randomUUID()),
    done,
    failed: (error) => {
      if (error instanceof ApiProblem) done()
    },
    restore: (key) => {
      current = key
    },
  }
}
