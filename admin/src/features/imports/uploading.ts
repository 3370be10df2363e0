/** A file on its way to the server: its digest, its pieces, and what to do when the connection is lost. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { createClient } from '@pandu-gempita/shared/contract/client'
import { isLoss, sendInPieces } from '@pandu-gempita/shared/send-in-pieces'
import { uploads, type Upload } from '@pandu-gempita/shared/uploads'
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { uploadTransport } from '../../upload.ts'

const READ_BYTES = 4 * 1_048_576
/** Two silent tries; then the officer is told, and whoever comes first goes on: the network, or a click. */
const PAUSES = [1_000, 3_000]

export const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'

export function useUploading() {
  /** What is being done; `lost` waits for the connection or for a click. */
  const phase = ref<'reading' | 'sending' | 'lost'>()
  const done = ref(0)
  const total = ref(0)
  const stopper = shallowRef<AbortController>()
  let stored = 0
  let goOn: (() => void) | undefined
  const { uploads: api } = createClient(
    { uploads },
    uploadTransport((sent) => {
      done.value = Math.min(stored + sent, total.value)
    }),
  )

  async function digestOf(file: File, signal: AbortSignal): Promise<string> {
    // Browsers only digest what is in memory as a whole.
    const digest = sha256.create()
    for (let at = 0; at < file.size; at += READ_BYTES) {
      signal.throwIfAborted()
      digest.update(new Uint8Array(await file.slice(at, at + READ_BYTES).arrayBuffer()))
      done.value = at
    }
    return bytesToHex(digest.digest())
  }

  /** Resolves when somebody asks to go on, or when the browser says that there is a network again. */
  const untilAsked = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      goOn = resolve
      window.addEventListener('online', () => resolve(), { once: true, signal })
      signal.addEventListener('abort', () => reject(new DOMException('The upload was stopped', 'AbortError')))
    })

  async function sendAll(begun: Upload, file: File, signal: AbortSignal): Promise<string> {
    for (let upload = begun; ;) {
      phase.value = 'sending'
      try {
        const finished = await sendInPieces(api, upload, file, {
          signal,
          pauses: PAUSES,
          told: (bytes) => {
            stored = bytes
            done.value = bytes
          },
        })
        return finished.importId ?? ''
      } catch (error) {
        if (!isLoss(error)) throw error
        done.value = stored
        phase.value = 'lost'
        await untilAsked(signal)
        upload = await api.getUpload({ params: { uploadId: begun.id } }, signal).catch((again: unknown) => {
          if (!isLoss(again)) throw again
          return upload
        })
      }
    }
  }

  /** @returns the import; `begin` gives the upload that belongs to the digest of the file */
  async function run(file: File, begin: (fileSha256: string) => Promise<Upload>): Promise<string> {
    const { signal } = (stopper.value = new AbortController())
    total.value = file.size
    done.value = 0
    phase.value = 'reading'
    try {
      return await sendAll(await begin(await digestOf(file, signal)), file, signal)
    } finally {
      phase.value = undefined
      stopper.value = undefined
    }
  }
  const stop = (): void => stopper.value?.abort()
  onBeforeUnmount(stop)
  return { phase, done, total, run, stop, goOn: (): void => goOn?.() }
}
export type Uploading = ReturnType<typeof useUploading>
