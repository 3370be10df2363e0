/** Who may import whom: docs/adr/0002, whatever a disabled lint line says. */
import { expect, test } from '@jest/globals'
import { moduleOrder } from '../../src/modules.ts'
import { importsOf, isTest, sourcesIn, type Source } from './sources.ts'

const product = (folder: string): Source[] => sourcesIn(folder).filter((source) => !isTest(source))
const api = product('api/src')
const shared = product('shared/src')
const admin = product('admin/src')

const edges = (sources: readonly Source[]): { from: string; to: string }[] =>
  sources.flatMap((source) => importsOf(source).map((to) => ({ from: source.file, to })))
const say = (list: readonly { from: string; to: string }[]): string[] => list.map(({ from, to }) => `${from} -> ${to}`)

const moduleOf = (file: string): string | undefined => /^api\/src\/modules\/([^/]+)\//.exec(file)?.[1]
const featureOf = (file: string): string | undefined => /^admin\/src\/features\/([^/]+)\//.exec(file)?.[1]

test('the sources are found', () => {
  expect(api.length).toBeGreaterThan(60)
  expect(shared.length).toBeGreaterThan(20)
  expect(admin.length).toBeGreaterThan(60)
  expect(edges(api).length).toBeGreaterThan(300)
})

test('shared imports itself and what it declares', () => {
  const own = /^(shared\/src\/|typebox(\/|$))/
  expect(say(edges(shared).filter(({ to }) => !own.test(to)))).toEqual([])
})

test('the contract machine knows no word of the product', () => {
  const machine = edges(shared.filter(({ file }) => file.startsWith('shared/src/contract/')))
  expect(machine.length).toBeGreaterThan(5)
  expect(say(machine.filter(({ to }) => !to.startsWith('shared/src/contract/') && !/^typebox(\/|$)/.test(to)))).toEqual(
    [],
  )
})

test('no file imports itself by way of others, not even for a type', () => {
  const all = [...shared, ...product('api'), ...admin]
  const to = new Map(all.map((source) => [source.file, importsOf(source)]))
  // Files that reach each other (Tarjan).
  const [order, low, path, circles] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[],
  ]
  const look = (file: string): void => {
    order.set(file, order.size)
    low.set(file, order.size - 1)
    path.push(file)
    const lower = (found: number | undefined): void => {
      low.set(file, Math.min(low.get(file) ?? 0, found ?? Infinity))
    }
    for (const next of to.get(file) ?? []) {
      if (!to.has(next)) continue
      if (!order.has(next)) {
        look(next)
        lower(low.get(next))
      } else if (path.includes(next)) lower(order.get(next))
    }
    if (low.get(file) !== order.get(file)) return
    const together = path.splice(path.indexOf(file))
    if (together.length > 1 || to.get(file)?.includes(file)) circles.push(together.sort().join(' <-> '))
  }
  for (const file of to.keys()) if (!order.has(file)) look(file)
  expect(circles).toEqual([])
})

test('the kernel knows no module, and of shared only the machine and its catalogues', () => {
  const kernel = edges(api.filter(({ file }) => file.startsWith('api/src/kernel/')))
  expect(say(kernel.filter(({ to }) => moduleOf(to) !== undefined))).toEqual([])
  const known =
    /^shared\/src\/(contract\/\w+|contracts|audit-words|events|permissions|problems|problem-help|scalars)\.ts$/
  expect(say(kernel.filter(({ to }) => to.startsWith('shared/') && !known.test(to)))).toEqual([])
  // Of all contracts the kernel knows the type alone.
  const wholesale = api.filter(
    ({ file, text }) => file.startsWith('api/src/kernel/') && /^import (?!type).*shared\/contracts'/m.test(text),
  )
  expect(wholesale.map(({ file }) => file)).toEqual([])
})

test('modules meet through public.ts or tables.ts, downward only', () => {
  const order: readonly string[] = moduleOrder
  const crossing = edges(api).flatMap(({ from, to }) => {
    const [mine, other] = [moduleOf(from), moduleOf(to)]
    return mine && other && mine !== other ? [{ from, to, mine, other }] : []
  })
  expect(crossing.length).toBeGreaterThan(20)
  // Tables are met by tables alone, for foreign keys.
  const door = (from: string, to: string): boolean =>
    to.endsWith('/public.ts') || (to.endsWith('/tables.ts') && from.endsWith('/tables.ts'))
  expect(say(crossing.filter(({ from, to }) => !door(from, to)))).toEqual([])
  expect(say(crossing.filter(({ mine, other }) => order.indexOf(other) > order.indexOf(mine)))).toEqual([])
  expect(new Set(api.map(({ file }) => moduleOf(file)).filter((name) => name !== undefined))).toEqual(new Set(order))
})

test('rules are pure: shared, and files beside them that are pure as well', () => {
  const byName = new Map(api.map((source) => [source.file, source]))
  const rules = api.filter(({ file }) => file.endsWith('/rules.ts'))
  expect(rules.length).toBeGreaterThan(3)
  const impure = rules.flatMap((rule) => {
    const beside = (to: string): boolean => to.slice(0, to.lastIndexOf('/') + 1) === rule.file.replace('rules.ts', '')
    // Grows while it is walked: what a file beside the rules takes is looked at too.
    const looked = new Set([rule.file])
    const found: string[] = []
    for (const file of looked) {
      const source = byName.get(file)
      if (!source) throw new Error(`${file} is imported and not there`)
      if (/Date\.now\(\)|new Date\(\)|process\./.test(source.text)) found.push(`${file} asks the machine`)
      for (const to of importsOf(source)) {
        if (beside(to)) looked.add(to)
        else if (!to.startsWith('shared/src/')) found.push(`${file} -> ${to}`)
      }
    }
    return found
  })
  expect(impure).toEqual([])
})

test('only the composition of the application reaches into modules from outside', () => {
  const outside = edges(api).filter(({ from, to }) => moduleOf(to) !== undefined && moduleOf(from) === undefined)
  const expected = [
    'api/scripts/import-file.ts',
    'api/src/app.ts',
    'api/src/modules.ts',
    'api/src/operator-account.ts',
    'api/src/purge.ts',
    'api/src/worker.ts',
  ]
  expect([...new Set(outside.map(({ from }) => from))].filter((file) => !expected.includes(file))).toEqual([])
})

test('features of the screens do not import each other, and their kit knows none of them', () => {
  const list = edges(admin)
  const crossing = list.filter(({ from, to }) => {
    const [mine, other] = [featureOf(from), featureOf(to)]
    return mine !== undefined && other !== undefined && mine !== other
  })
  expect(say(crossing)).toEqual([])
  const lower = /^admin\/src\/(ui|form|format|i18n|components|labels)\//
  expect(say(list.filter(({ from, to }) => lower.test(from) && featureOf(to) !== undefined))).toEqual([])
  // Outside the features only the router knows them all.
  const routers = list.filter(({ from, to }) => featureOf(from) === undefined && featureOf(to) !== undefined)
  expect([...new Set(routers.map(({ from }) => from))]).toEqual(['admin/src/app/router.ts'])
  expect(say(list.filter(({ to }) => to.startsWith('api/') || to.startsWith('@pandu-gempita/api')))).toEqual([])
})
