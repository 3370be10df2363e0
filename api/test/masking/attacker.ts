/** The attacker: gathers everything that an officer of a role gets, and puts the parts of numbers together. */
import type { Caller } from '../harness.ts'

export interface Victim {
  readonly id: string
  readonly nik: string
  readonly kk: string | null
  readonly birthDate: string | null
  readonly sex: string | null
  readonly village: string
}
export interface Loot {
  /** The path asked for, without its ids, to say where something was found. */
  readonly from: string
  readonly text: string
}

const ask = async (caller: Caller, method: string, url: string, body?: unknown): Promise<string | undefined> => {
  const reply = await caller.send({
    method,
    url,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (reply.status >= 500) throw new Error(`${method} ${url}: ${reply.status} ${reply.text}`)
  return reply.status === 200 ? reply.text : undefined
}

const idsIn = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/"(?:id|personId|familyId)":"([0-9a-f-]{36})"/g)].map(([, id = '']) => id)

export interface Hunt {
  readonly victims: readonly Victim[]
  /** Whose pages are opened; all of them are taken in bulk where that is allowed. */
  readonly opened: readonly Victim[]
  readonly names: readonly string[]
  readonly village: string
  readonly releases: { readonly before: string; readonly after: string } | undefined
  readonly since: string
}

/** Everything that a signed-in officer can ask for without asking for full numbers. What is refused is passed over. */
export async function gather(caller: Caller, hunt: Hunt): Promise<Loot[]> {
  const loot: Loot[] = []
  const take = async (method: string, url: string, body?: unknown): Promise<string | undefined> => {
    const text = await ask(caller, method, url, body)
    if (text !== undefined) loot.push({ from: `${method} ${url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`, text })
    return text
  }
  for (const name of hunt.names) {
    const found = await take('POST', '/v1/persons/search', { name, limit: 50 })
    if (found === undefined) break
    await take('POST', '/v1/persons/search', { name, regionCode: hunt.village, limit: 50 })
  }
  for (const { nik, kk } of hunt.opened.slice(0, 3)) {
    await take('POST', '/v1/persons/search', { nik })
    if (kk) await take('POST', '/v1/persons/search', { kkNumber: kk })
  }
  for (const { id } of hunt.opened) {
    const page = await take('GET', `/v1/persons/${id}`)
    await take('GET', `/v1/persons/${id}/timeline`)
    await take('GET', `/v1/persons/${id}/access`)
    await take('POST', `/v1/persons/${id}/reveal`, {})
    const family = page === undefined ? undefined : /"family":\{"id":"([0-9a-f-]{36})"/.exec(page)?.[1]
    if (family === undefined) continue
    await take('GET', `/v1/families/${family}`)
    await take('GET', `/v1/families/${family}/changes`)
    await take('GET', `/v1/families/${family}/timeline`)
  }
  for (let from = 0; from < hunt.victims.length; from += 500) {
    const ids = hunt.victims.slice(from, from + 500).map(({ id }) => id)
    if ((await take('POST', '/v1/persons/batch', { ids })) === undefined) break
  }
  for (const [list, parts] of [
    ['complaints', ['', '/timeline']],
    ['referrals', ['', '/timeline']],
    ['ppks-registrations', ['', '/timeline']],
    ['imports', ['', '/rejects?limit=200', '/differences?limit=200', '/differences/areas', '/mapping']],
  ] as const)
    for (const id of new Set(idsIn(await take('GET', `/v1/${list}?limit=50`))))
      for (const part of parts) await take('GET', `/v1/${list}/${id}${part}`)
  for (const url of ['/v1/my-work', '/v1/area-summary', '/v1/session', '/v1/institutions?limit=200', '/v1/exports'])
    await take('GET', url)
  await take('GET', `/v1/audit-entries?limit=200&from=${encodeURIComponent(hunt.since)}`)
  await take('GET', '/v1/changes?limit=1000')
  await take('GET', '/v1/changes/stream')
  if (hunt.releases) {
    const { before, after } = hunt.releases
    for (const part of ['', '/persons', '.csv', '/notices.csv'])
      await take('GET', `/v1/releases/${after}/comparison${part}?before=${before}&villageCode=${hunt.village}`)
    await take('GET', `/v1/releases/${after}/comparison?before=${before}`)
  }
  return loot
}

/** What is not masked at all: a true number in a reply, at once or in groups. */
export function openNumbers(loot: readonly Loot[], victims: readonly Victim[]): string[] {
  const known = new Set(victims.flatMap(({ nik, kk }) => (kk ? [nik, kk] : [nik])))
  return loot.flatMap(({ from, text }) =>
    [...text.replace(/(?<=\d)[ .](?=\d)/g, '').matchAll(/(?=(\d{16}))/g)]
      .filter(([, number = '']) => known.has(number))
      .map(() => from),
  )
}

const STAR = '*'
/** What several masks of one number tell together. */
function merged(masks: readonly string[]): string[] {
  const known = Array.from({ length: 16 }, () => STAR)
  for (const mask of masks) for (const [at, letter] of [...mask].entries()) if (letter !== STAR) known[at] = letter
  return known
}

/** Day, month and year as they stand in a NIK: 40 more on the day of women. */
const birthPart = ({ birthDate, sex }: Victim, female = sex === 'female'): string => {
  const [year = '', month = '', day = ''] = (birthDate ?? '').split('-')
  return `${String(Number(day) + (female ? 40 : 0)).padStart(2, '0')}${month}${year.slice(2)}`
}

/**
 * The numbers that can be put together for a person: every mask of it that was seen, filled up by the village, the birth
 * date and sex, and, for the last four, whatever any mask beside it shows at its end.
 */
function rebuilt(victim: Victim, masks: readonly string[], ends: readonly string[]): string[] {
  const known = merged(masks)
  const places = [victim.village.slice(4, 6), known.slice(4, 6).join('')]
  const births = [birthPart(victim), birthPart(victim, true), birthPart(victim, false), known.slice(6, 12).join('')]
  const tails = [known.slice(12).join(''), ...ends]
  return places.flatMap((place) =>
    births.flatMap((birth) => tails.map((tail) => `${known.slice(0, 4).join('')}${place}${birth}${tail}`)),
  )
}

const MASK = /(?<![\d*])(\d[\d*]*\*[\d*]*)(?![\d*])/g

/** Pieces of text that speak of one person: the smallest objects with the id, and everything of a page that was opened. */
function aboutEach(loot: readonly Loot[], victims: readonly Victim[]): Map<string, string[]> {
  const ids = new Set(victims.map(({ id }) => id))
  const found = new Map<string, string[]>()
  const note = (id: string, text: string): void => {
    found.set(id, [...(found.get(id) ?? []), text])
  }
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (!Array.isArray(node))
      for (const value of Object.values(node))
        if (typeof value === 'string' && ids.has(value)) note(value, JSON.stringify(node))
    for (const value of Object.values(node)) visit(value)
  }
  for (const { text } of loot) {
    if (text.startsWith('{')) for (const line of text.split('\n')) if (line !== '') visit(JSON.parse(line))
    for (const line of text.startsWith('{') ? [] : text.split('\n'))
      for (const id of idsIn(line)) if (ids.has(id)) note(id, line)
  }
  return found
}

export interface Outcome {
  readonly tried: number
  /** Persons whose NIK or KK came out right. */
  readonly rebuilt: string[]
}
export function attack(loot: readonly Loot[], victims: readonly Victim[]): Outcome {
  const about = aboutEach(loot, victims)
  let tried = 0
  const hits: string[] = []
  for (const victim of victims) {
    const texts = about.get(victim.id)
    if (!texts) continue
    const masks = texts.flatMap((text) => [...text.matchAll(MASK)].map(([, mask = '']) => mask))
    const numbers = masks.filter((mask) => mask.length === 16)
    if (numbers.length === 0) continue
    tried++
    const ends = [...new Set(masks.map((mask) => /\d{4}$/.exec(mask)?.[0] ?? ''))].filter((end) => end !== '')
    // Of a list it is not said which mask is the NIK's and which the KK's: each alone, and all together.
    const guesses = [...numbers.map((mask) => [mask]), numbers].flatMap((some) => rebuilt(victim, some, ends))
    if (guesses.some((guess) => guess === victim.nik || guess === victim.kk)) hits.push(victim.id)
  }
  return { tried, rebuilt: hits }
}
