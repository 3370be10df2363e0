/**
 * Sends a file of targeting data: uploads it in pieces (run it again after a lost connection and it goes on), follows the work, tells which rows are kept back and what would change,
 * and applies it when asked to. See docs/api-guide.md, "Sending targeting data".
 *
 *   node import-file.mjs dtks.csv "DTKS Juli 2025" 2025-07-20            read and checked; waits for review
 *   node import-file.mjs dtks.csv "DTKS Juli 2025" 2025-07-20 --apply    and applied, unless a stop rule holds it
 *
 *   PANDU_IMPORT_ID, PANDU_IMPORT_SECRET   a client with import.read, import.upload and import.apply
 *   PANDU_URL (default http://localhost:3000), PANDU_SOURCE (default dtks), PANDU_VILLAGE (for lists without a village)
 */
import { createHash } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import path from 'node:path'
import { contracts } from '@pandu-gempita/shared/contracts'
import { ApiProblem, createClient, fetchTransport } from '@pandu-gempita/shared/contract/client'
import { uploadTypeOf } from '@pandu-gempita/shared/imports'
import { sendInPieces } from '@pandu-gempita/shared/send-in-pieces'

const url = process.env.PANDU_URL ?? 'http://localhost:3000'
const [file, releaseName, cutOffOn] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const apply = process.argv.includes('--apply')
if (!file || !releaseName || !cutOffOn) {
  console.error('node import-file.mjs FILE "NAME OF THE RELEASE" CUT-OFF [--apply]')
  process.exit(2)
}

const open = createClient(contracts, fetchTransport(url))
let token
/** A token that is good for a while yet; following a large file may outlive the first one. */
const bearer = async () => {
  if (!token || token.until < Date.now()) {
    const issued = await open.identity.issueToken({
      body: {
        grant_type: 'client_credentials',
        client_id: process.env.PANDU_IMPORT_ID ?? '',
        client_secret: process.env.PANDU_IMPORT_SECRET ?? '',
      },
    })
    token = { value: issued.access_token, until: Date.now() + (issued.expires_in - 60) * 1000 }
  }
  return token.value
}
const { imports, uploads } = createClient(contracts, fetchTransport(url, bearer))

/** The stream may break, and ends after half an hour: then the batch itself tells whether the work goes on. */
const WORKING = ['uploaded', 'parsed', 'validated', 'reviewed']
async function follow(importId) {
  const params = { importId }
  for (;;) {
    let told = ''
    for await (const { stage, done, total } of await imports.streamImportProgress({ params })) {
      const line = `${stage} ${total > 0 ? Math.floor((done / total) * 100) : 0} %`
      if (line !== told) console.log(`  ${line}`)
      told = line
    }
    const batch = await imports.getImport({ params })
    if (batch.needsMapping || !WORKING.includes(batch.status)) return batch
  }
}

/** What was begun with this file by an earlier run, or a new upload. */
async function beginOrGoOn(bytes) {
  const digest = createHash('sha256')
  for await (const part of createReadStream(file)) digest.update(part)
  const fileSha256 = digest.digest('hex')
  const source = process.env.PANDU_SOURCE ?? 'dtks'
  const villageCode = process.env.PANDU_VILLAGE || null
  const wanted = JSON.stringify([fileSha256, releaseName, cutOffOn, source, villageCode])
  const { items } = await uploads.listUploads({ query: { limit: 50 } })
  const begun = items.find(
    (one) => JSON.stringify([one.fileSha256, one.releaseName, one.cutOffOn, one.source, one.villageCode]) === wanted,
  )
  if (begun) return begun
  return uploads.createUpload({
    // A key for this intent: sent again after a lost answer, it would give the same upload, not a second one.
    idempotencyKey: crypto.randomUUID(),
    body: {
      fileName: path.basename(file),
      mediaType: uploadTypeOf(file),
      fileBytes: bytes.size,
      fileSha256,
      releaseName,
      cutOffOn,
      source,
      ...(villageCode && { villageCode }),
    },
  })
}

try {
  const bytes = await openAsBlob(file)
  const begun = await beginOrGoOn(bytes)
  if (begun.offset > 0) console.log(`  goes on at byte ${begun.offset} of ${begun.fileBytes}`)
  const { importId } = await sendInPieces(uploads, begun, bytes)
  const params = { importId }
  let batch = await follow(importId)

  if (batch.needsMapping) {
    const { columns } = await imports.getImportMapping({ params })
    console.log('The headings are not known. Say which column is which, here by mapImport or in the screens:')
    for (const { position, header, field } of columns) console.log(`  ${position} ${header}: ${field ?? '?'}`)
    process.exit(4)
  }
  if (batch.failure) throw new Error(`the file was refused: ${batch.failure}`)

  const { counts } = batch
  console.log(
    `${counts.rows} rows, ${counts.rejected} kept back; ${counts.personsNew} new, ${counts.personsChanged} changed`,
  )
  const kept = await imports.listImportRejects({ params, query: { limit: 10 } })
  for (const { rowNumber, column, code } of kept.items)
    console.log(`  line ${rowNumber}, ${column ?? 'the row'}: ${code}`)

  if (apply && batch.holds.length > 0) {
    console.log(`Held by ${batch.holds.join(', ')}: somebody has to look at it and accept that.`)
    process.exit(3)
  }
  if (apply) {
    await imports.reviewImport({ params, body: { acceptedHolds: [] }, ifMatch: batch.version })
    batch = await follow(importId)
  }
  console.log(`The import is ${batch.status}.`)
} catch (error) {
  if (!(error instanceof ApiProblem)) throw error
  console.error(`${error.message} (request ${error.problem.requestId})`, error.problem.errors ?? '')
  process.exitCode = 1
}
