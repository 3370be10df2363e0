/** Headless Chromium for the journeys: the machine's own, else the one of an npm package. Nothing is downloaded by hand. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const INSTALLED = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** No sandbox: the journeys visit only this product, and root may not use it. The rest keeps the browser from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export const findInstalledBrowser = (): string | undefined =>
  INSTALLED.find((file) => file !== undefined && file !== '' && existsSync(file))

const packagedBrowser = async (): Promise<{ executablePath: string; args: string[] }> => {
  const { default: packaged } = await import('@sparticuz/chromium')
  return { executablePath: await packaged.executablePath(), args: packaged.args }
}

export const launchBrowser = async (): Promise<Browser> => {
  const installed = findInstalledBrowser()
  if (installed !== undefined)
    return chromium.launch({ executablePath: installed, headless: true, args: FLAGS, timeout: 60_000 })
  const { executablePath, args } = await packagedBrowser()
  return chromium.launch({ executablePath, headless: true, args: [...new Set([...args, ...FLAGS])], timeout: 60_000 })
}
