/** The source: Pandu Gempita through its typed client, with a token that is renewed in time. */
import { ApiProblem, createClient, fetchTransport, urlOf } from '@pandu-gempita/shared/contract/client'
import { contracts } from '@pandu-gempita/shared/contracts'

export const BATCH = 500

export function connectSource({ url, clientId, clientSecret, region, identifiers }) {
  const open = createClient(contracts, fetchTransport(url))
  let token
  const bearer = async () => {
    if (!token || token.until < Date.now()) {
      const issued = await open.identity.issueToken({
        body: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      })
      token = { value: issued.access_token, until: Date.now() + (issued.expires_in - 60) * 1000 }
    }
    return token.value
  }
  const api = createClient(contracts, fetchTransport(url, bearer))

  return {
    /** The same key gives the same export, so that a try that was cut off makes no second one. */
    requestExport: (idempotencyKey) =>
      api.exports.createExport({
        body: { kind: 'persons', format: 'ndjson', regionCode: region, identifiers, purpose: 'Cermin data terpadu.' },
        idempotencyKey,
      }),
    getExport: (exportId) => api.exports.getExport({ params: { exportId } }),

    /** Rows of the file while it arrives: it is never in memory as a whole. */
    async *rowsOf(exportId) {
      const link = await api.exports.createExportLink({ body: { exportId } })
      const path = urlOf(contracts.exports.operations.downloadExport, {
        params: { exportId },
        query: { token: link.token },
      })
      const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${await bearer()}` } })
      if (!response.ok) throw new Error(`the file of the export answered ${response.status}`)
      let rest = ''
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield JSON.parse(line)
      }
      if (rest !== '') throw new Error('the file of the export ended in the middle of a line')
    },

    readChanges: (cursor, wait) => api.exchange.listChanges({ query: { region, cursor, wait } }),

    /** Present rows, and who is not there any more. */
    async getRows(ids) {
      const found = { items: [], missing: [] }
      for (let from = 0; from < ids.length; from += BATCH) {
        const reply = await api.exchange.getPersonRows({ body: { ids: ids.slice(from, from + BATCH), identifiers } })
        found.items.push(...reply.items)
        found.missing.push(...reply.missing)
      }
      return found
    },
    compare: (nodes) => api.exchange.compareProof({ body: { nodes, identifiers } }),
  }
}

export const isProblem = (error, code) => error instanceof ApiProblem && error.problem.code === code
