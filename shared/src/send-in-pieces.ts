/** Sends a file in pieces and goes on after a lost connection from what the server has: for the screens and for programs. */
import { ApiProblem, type Call } from './contract/client.ts'
import { PIECE_TYPE, type Upload, type uploads } from './uploads.ts'

type Operations = (typeof uploads)['operations']
export interface UploadCalls {
  readonly getUpload: Call<Operations['getUpload']>
  readonly appendUpload: Call<Operations['appendUpload']>
}
export interface SendOptions {
  readonly pieceBytes?: number
  readonly signal?: AbortSignal
  /** Bytes that the server has stored. */
  readonly told?: (stored: number) => void
  /** How long to wait after each loss in a row, in milliseconds; when these are used up, the loss is thrown. */
  readonly pauses?: readonly number[]
}

const PIECE_BYTES = 2 * 1_048_576
const PAUSES = [1_000, 3_000, 9_000]

const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
/** No answer of the server, or one of something between it and us. */
export const isLoss = (error: unknown): boolean =>
  error instanceof ApiProblem ? error.problem.status >= 502 && error.problem.status <= 504 : !isAborted(error)
const isElsewhere = (error: unknown): boolean =>
  error instanceof ApiProblem && error.problem.code === 'upload-offset-differs'

const rest = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('The upload was stopped', 'AbortError'))
    })
  })

/** @returns the finished upload, whose `importId` names the import */
export async function sendInPieces(
  api: UploadCalls,
  begun: Upload,
  file: Blob,
  { pieceBytes = PIECE_BYTES, signal, told, pauses = PAUSES }: SendOptions = {},
): Promise<Upload> {
  let upload = begun
  const params = { uploadId: begun.id }
  let losses = 0
  while (upload.importId === null) {
    const { offset } = upload
    told?.(offset)
    try {
      const bytes = file.slice(offset, offset + pieceBytes)
      upload = await api.appendUpload({ params, query: { offset }, upload: { type: PIECE_TYPE, bytes } }, signal)
      losses = 0
    } catch (error) {
      if (!isElsewhere(error) && !isLoss(error)) throw error
      for (;;) {
        const pause = pauses[losses++]
        if (pause === undefined) throw error
        await rest(pause, signal)
        try {
          upload = await api.getUpload({ params }, signal)
          break
        } catch (again) {
          if (!isLoss(again)) throw again
        }
      }
      if (upload.offset > offset) losses = 0
    }
  }
  told?.(upload.offset)
  return upload
}
