/** Progress of a batch while the server works on it; connects again when the stream breaks. */
import { imports, type ImportProgress } from '@pandu-gempita/shared/imports'
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { connect } from '../../api.ts'

const { imports: api } = connect({ imports })
const AGAIN_MS = 2000
/** Here the batch waits for a human or is done. */
const ENDED = ['mapping', 'review', 'done', 'refused', 'cancelled']

export const useImportProgress = (importId: string, running: Ref<boolean>, ended: () => void) => {
  const progress = shallowRef<ImportProgress>()
  const broken = ref(false)
  let stop: AbortController | undefined
  const follow = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const event of await api.streamImportProgress({ params: { importId } }, signal)) {
          broken.value = false
          progress.value = event
          if (ENDED.includes(event.stage)) return ended()
        }
        ended()
      } catch (error) {
        if (signal.aborted) return
        console.warn(error)
        broken.value = true
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
  watch(
    running,
    (isRunning) => {
      stop?.abort()
      if (!isRunning) return
      stop = new AbortController()
      void follow(stop.signal)
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.abort())
  return { progress, broken }
}
