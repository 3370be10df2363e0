/** Writes the documents that are derived from the contract: docs/openapi.json, lifecycles.md, permissions.md, problems.md. A house test fails when they are stale. */
import fs from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from '../src/config.ts'
import { generatedDocs } from '../src/generated-docs.ts'

for (const [file, text] of Object.entries(await generatedDocs())) {
  fs.writeFileSync(path.join(repositoryRoot, 'docs', file), text)
  console.log(`docs/${file}`)
}
