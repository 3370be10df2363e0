/** Uploads that report how far they are; `fetch` cannot tell. */
import type { Transport } from '@pandu-gempita/shared/contract/client'
import { ConnectionLost } from './api.ts'

export type UploadProgress = (sent: number, total: number) => void

const responseOf = (request: XMLHttpRequest): Response => {
  const headers = new Headers()
  for (const name of ['content-type', 'x-request-id', 'etag', 'retry-after']) {
    const value = request.getResponseHeader(name)
    if (value) headers.set(name, value)
  }
  return new Response(request.responseText || null, {
    status: request.status,
    statusText: request.statusText,
    headers,
  })
}

export const uploadTransport =
  (progress: UploadProgress): Transport =>
  ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(method, url)
      for (const [name, value] of Object.entries({ ...headers, 'x-pandu-csrf': '1' })) {
        request.setRequestHeader(name, value)
      }
      request.upload.onprogress = (event) => progress(event.loaded, event.total)
      request.onload = () => resolve(responseOf(request))
      request.onerror = () => reject(new ConnectionLost(undefined))
      request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'))
      signal?.addEventListener('abort', () => request.abort())
      request.send(body as XMLHttpRequestBodyInit)
    })
