/** When a form is kept, and what happens when it cannot be. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import { DraftKeeper } from './draft-keeper.ts'

const refusal = (code: ProblemCode) =>
  new ApiProblem({ type: `/problems/${code}`, code, requestId: 'r', ...problems[code] } as ApiProblem['problem'])

/** A server with one draft, whose line can be cut. */
class Server {
  kept: { content: string; version: number } | undefined
  down: Error | undefined
  puts = 0
  async get() {
    await this.#answer()
    return this.kept && { ...this.kept, updatedAt: 'then' }
  }
  async put(content: string, version: number) {
    this.puts++
    await this.#answer()
    if ((this.kept?.version ?? 0) !== version) throw refusal('stale-version')
    this.kept = { content, version: version + 1 }
    return { version: version + 1, updatedAt: 'now' }
  }
  async discard(version: number) {
    await this.#answer()
    if (!this.kept) throw refusal('not-found')
    if (this.kept.version !== version) throw refusal('stale-version')
    this.kept = undefined
  }
  async #answer() {
    await Promise.resolve()
    if (this.down) throw this.down
  }
}
class Form {
  text = ''
  /** What this window has written before it was loaded anew. */
  readonly own = new Set<string>()
  readonly keeper: DraftKeeper
  constructor(server: Server) {
    const read = (): string | undefined => (this.text === '' ? undefined : this.text)
    const fill = (content: string): void => {
      this.text = content
    }
    const isOwn = (content: string): boolean => this.own.has(content)
    this.keeper = new DraftKeeper(server, { read, fill, isOwn }, () => undefined)
  }
  type(text: string): void {
    this.text = text
    this.keeper.changed()
  }
}
const formOn = (server: Server): Form => new Form(server)
let server: Server
beforeEach(() => {
  jest.useFakeTimers()
  server = new Server()
})
afterEach(() => {
  jest.useRealTimers()
})

test('nothing is kept of an untouched form, and one save is made of many keys', async () => {
  const form = formOn(server)
  await form.keeper.load()
  await jest.advanceTimersByTimeAsync(5_000)
  expect(server.kept).toBeUndefined()
  for (const text of ['a', 'ab', 'abc']) form.type(text)
  await jest.advanceTimersByTimeAsync(1_000)
  expect([server.kept, server.puts]).toEqual([{ content: 'abc', version: 1 }, 1])
})

test('what was there is taken up; what was typed before it arrived is not overwritten', async () => {
  server.kept = { content: 'kemarin', version: 4 }
  const empty = formOn(server)
  await empty.keeper.load()
  expect([empty.text, empty.keeper.resumedAt]).toEqual(['kemarin', 'then'])
  const quick = formOn(server)
  quick.text = 'baru'
  await quick.keeper.load()
  await jest.advanceTimersByTimeAsync(5_000)
  expect([quick.text, quick.keeper.state.is, server.kept.content]).toEqual(['baru', 'elsewhere', 'kemarin'])
  await quick.keeper.takeOver()
  expect(server.kept).toEqual({ content: 'baru', version: 5 })
})

test('a dead line is tried again until it is back, and the form is unsaved as long', async () => {
  const form = formOn(server)
  await form.keeper.load()
  server.down = new Error('no line')
  form.type('satu')
  await jest.advanceTimersByTimeAsync(1_000)
  expect([form.keeper.state, form.keeper.unsaved]).toMatchObject([{ is: 'unsaved', why: 'connection' }, true])
  await jest.advanceTimersByTimeAsync(60_000)
  expect(server.puts).toBeGreaterThan(3)
  expect(server.puts).toBeLessThan(12)
  server.down = undefined
  await jest.advanceTimersByTimeAsync(20_000)
  expect([server.kept?.content, form.keeper.unsaved]).toEqual(['satu', false])
})

test('without a session nothing is tried until the person is back', async () => {
  const form = formOn(server)
  await form.keeper.load()
  server.down = refusal('not-signed-in')
  form.type('satu')
  await jest.advanceTimersByTimeAsync(60_000)
  expect(server.puts).toBe(1)
  server.down = undefined
  form.keeper.retry()
  await jest.advanceTimersByTimeAsync(10)
  expect(server.kept?.content).toBe('satu')
})

test('what is typed while a save is on its way goes out after it when the page goes', async () => {
  const form = formOn(server)
  await form.keeper.load()
  form.text = 'satu'
  const saving = form.keeper.flush()
  form.text = 'satu dua'
  form.keeper.part()
  await saving
  await jest.advanceTimersByTimeAsync(10)
  expect(server.kept).toEqual({ content: 'satu dua', version: 2 })
})

test('sent, it is gone, and a late change does not bring it back', async () => {
  const form = formOn(server)
  await form.keeper.load()
  form.type('satu')
  const sending = form.keeper.flush()
  form.keeper.hold()
  form.type('dua')
  await sending
  await form.keeper.drop()
  form.type('tiga')
  await jest.advanceTimersByTimeAsync(5_000)
  expect(server.kept).toBeUndefined()
  form.keeper.restart()
  await jest.advanceTimersByTimeAsync(1_000)
  expect(server.kept).toEqual({ content: 'tiga', version: 1 })
})

test('an emptied form is no draft', async () => {
  const form = formOn(server)
  await form.keeper.load()
  form.type('satu')
  await jest.advanceTimersByTimeAsync(1_000)
  form.type('')
  await jest.advanceTimersByTimeAsync(1_000)
  expect([server.kept, form.keeper.state]).toEqual([undefined, { is: 'quiet' }])
})

test('what this window sent while it was going is no other window: it goes on, and is gone when it is sent', async () => {
  const form = formOn(server)
  server.kept = { content: 'abc', version: 1 }
  await form.keeper.load()
  // Arrives after the window was loaded anew.
  server.kept = { content: 'abcd', version: 2 }
  form.own.add('abcd')
  form.type('abcde')
  await jest.advanceTimersByTimeAsync(3_000)
  expect([server.kept, form.keeper.state.is]).toEqual([{ content: 'abcde', version: 3 }, 'kept'])

  server.kept = { content: 'abcdef', version: 4 }
  form.own.add('abcdef')
  await form.keeper.drop()
  expect(server.kept).toBeUndefined()
})

test('what another window wrote is not taken away when this one is sent', async () => {
  const form = formOn(server)
  await form.keeper.load()
  form.type('abc')
  await jest.advanceTimersByTimeAsync(1_000)
  server.kept = { content: 'theirs', version: 2 }
  await form.keeper.drop()
  expect(server.kept).toEqual({ content: 'theirs', version: 2 })
})
