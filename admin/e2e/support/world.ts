/** The product as people meet it: real server and worker on a database of its own with demo data, real browser, strict CSP. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DEMO_PASSWORD, loadDemoData } from '../../../api/scripts/demo-data.ts'
import { buildApp } from '../../../api/src/app.ts'
import { createConfig, readEnvironment, repositoryRoot } from '../../../api/src/config.ts'
import { startWorker } from '../../../api/src/worker.ts'
import { createTestDatabase, preparedTemplate } from '../../../api/test/database.ts'
import { useOpened } from '../../../api/test/opened.ts'
import { axeFindings } from './axe.ts'
import { launchBrowser } from './browser.ts'
import { overlapsIn } from './overlaps.ts'

export interface Visitor {
  readonly page: Page
  /** Axe in light and dark on what is shown now, and nothing under a close button; the name is for the message. */
  checkPage(name: string): Promise<void>
  go(to: string): Promise<void>
}

export interface World {
  readonly url: string
  /** The owner of the database, for what only months of imports would bring about. */
  readonly ownerUrl: string
  /** Somebody who has signed in already: by the call that the page makes. The page itself has journeys of its own. */
  signIn(userName: string, options?: VisitOptions): Promise<Visitor>
  /** Somebody without an account. */
  visit(options?: VisitOptions): Promise<Visitor>
  /** Runs a journey; a failure leaves pictures of every open page. */
  journey(name: string, run: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface VisitOptions {
  readonly width?: number
  readonly locale?: string
}

const OUTPUT = path.join(repositoryRoot, 'test-output')

/** What must never happen, whatever the journey: collected here and thrown when the page is checked or the journey ends. */
function watch(page: Page, url: string): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`CSP: ${message.text()}`)
  })
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (to.protocol.startsWith('http') && to.origin !== url) faults.push(`request to another host: ${to.host}`)
  })
  page.on('response', (response) => {
    // A proxy that a journey plays says so; everything else is a fault of ours.
    if (response.status() >= 500 && response.headers()['server'] !== 'a played proxy')
      faults.push(`${response.status()} from ${new URL(response.url()).pathname}`)
  })
  return faults
}

/** One key for all journeys of a run: what the demo data seals is opened by each of them. */
const DATA_KEY = Buffer.alloc(32, 'journeys').toString('base64')

async function createWorld(): Promise<World> {
  const test = await createTestDatabase(
    await preparedTemplate('demo', (ownerUrl) => loadDemoData({ production: false, migrateDatabaseUrl: ownerUrl })),
  )
  const environment = readEnvironment({
    ...process.env,
    DATA_KEY,
    LOG_LEVEL: 'error',
    // Receivers of webhooks are on this machine.
    WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
  })
  const config = createConfig(environment, { databaseUrl: test.appUrl, migrateDatabaseUrl: test.ownerUrl })
  const worker = await startWorker({ config, database: test.database })
  const app = await buildApp({
    config,
    database: test.database,
    rates: { perAccount: 100_000, perAddress: 100_000, signInsPerAddress: 1_000, factor: 100 },
  })
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  const browser: Browser = await launchBrowser()
  const open = new Map<BrowserContext, { page: Page; faults: string[] }>()

  const visit = async ({ width = 1280, locale = 'id-ID' }: VisitOptions = {}): Promise<Visitor> => {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width, height: width < 600 ? 844 : 900 },
      locale,
      serviceWorkers: 'block',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const faults = watch(page, url)
    open.set(context, { page, faults })
    return {
      page,
      go: async (to) => {
        await page.goto(to)
      },
      checkPage: async (name) => {
        const findings = await axeFindings(page)
        if (findings.length > 0) throw new Error(`axe on ${name}:\n${findings.join('\n')}`)
        const covered = await overlapsIn(page)
        if (covered.length > 0) throw new Error(`under the close button on ${name}:\n${covered.join('\n')}`)
        if (faults.length > 0) throw new Error(`${name}:\n${faults.join('\n')}`)
      },
    }
  }

  return {
    url,
    ownerUrl: test.ownerUrl,
    visit,
    signIn: async (userName, options) => {
      const visitor = await visit(options)
      const answer = await visitor.page
        .context()
        .request.post('/v1/session', { data: { userName, password: DEMO_PASSWORD }, headers: { 'X-Pandu-Csrf': '1' } })
      if (!answer.ok()) throw new Error(`${userName} cannot sign in: ${await answer.text()}`)
      await visitor.page.goto('/')
      await visitor.page.getByRole('heading', { level: 1, name: /Selamat/ }).waitFor()
      return visitor
    },
    journey: async (name, run) => {
      try {
        await run()
        const faults = [...open.values()].flatMap((one) => one.faults)
        if (faults.length > 0) throw new Error(faults.join('\n'))
      } catch (error) {
        mkdirSync(OUTPUT, { recursive: true })
        for (const [index, { page }] of [...open.values()].entries())
          await page.screenshot({
            path: path.join(OUTPUT, `${name.replace(/[^a-z0-9]+/gi, '-')}-${index}.png`),
            fullPage: true,
          })
        throw error
      } finally {
        for (const context of open.keys()) await context.close()
        open.clear()
      }
    },
    close: async () => {
      await browser.close()
      await app.close()
      await worker.stop()
      await test.drop()
    },
  }
}

/** One world for all journeys of a file. `prepare` runs when it stands, before the first journey. */
export const useWorld = (prepare?: () => Promise<void> | void): World => useOpened(createWorld, prepare)
