/** A module that has grown is a house of rooms: work goes from one room to the next, and no room knows a later one. */
import { expect, test } from '@jest/globals'
import { importsOf, isTest, sourcesIn } from './sources.ts'

interface House {
  /** In the order in which work goes through them. */
  readonly rooms: readonly string[]
  /** Files of the module that every room stands on. All its other files stand above the rooms. */
  readonly ground: readonly string[]
}
const HOUSES: Readonly<Record<string, House>> = {
  imports: {
    rooms: ['reading', 'deciding', 'applying'],
    ground: ['background.ts', 'batch-key.ts', 'door.ts', 'tables.ts'],
  },
}

const MODULES = 'api/src/modules/'
const product = sourcesIn(MODULES).filter((source) => !isTest(source))
const edges = product.flatMap((source) => importsOf(source).map((to) => ({ from: source.file, to })))

/** What is wrong with an import within a module, with what to do about it. */
function faultOf(name: string, { rooms, ground }: House, from: string, to: string): string | undefined {
  const inside = (file: string): string | undefined =>
    file.startsWith(`${MODULES}${name}/`) ? file.slice(MODULES.length + name.length + 1) : undefined
  const [mine, other] = [inside(from), inside(to)]
  if (mine === undefined || other === undefined) return undefined
  const roomOf = (file: string): number => rooms.indexOf(file.slice(0, file.indexOf('/')))
  const [here, there] = [roomOf(mine), roomOf(other)]
  const said = `${from} imports ${to}:`
  if (ground.includes(mine))
    return ground.includes(other)
      ? undefined
      : `${said} the rooms stand on ${mine}, so it knows none of them. Move what it needs to a file of the ground, or take it as an argument.`
  if (here < 0) return undefined
  if (there > here)
    return `${said} ${rooms[here]} comes before ${rooms[there]}. Move what both need down to ${rooms[here]}/, or take it as an argument.`
  if (there < 0 && !ground.includes(other))
    return `${said} ${other} stands above the rooms. Move what the room needs into ${rooms[here]}/, or take it as an argument.`
  return undefined
}

const faults = (list: readonly { from: string; to: string }[]): string[] =>
  Object.entries(HOUSES).flatMap(([name, house]) =>
    list.flatMap(({ from, to }) => faultOf(name, house, from, to) ?? []),
  )

test('no room knows a later one, nor the files above the rooms', () => {
  expect(faults(edges)).toEqual([])
  for (const [name, { rooms, ground }] of Object.entries(HOUSES)) {
    for (const room of rooms)
      expect(product.filter(({ file }) => file.startsWith(`${MODULES}${name}/${room}/`)).length).toBeGreaterThan(2)
    for (const file of ground) expect(product.map((source) => source.file)).toContain(`${MODULES}${name}/${file}`)
  }
})

test('an import against the direction is told with file, import and remedy', () => {
  const at = (file: string): string => `${MODULES}imports/${file}`
  const wrong = [
    [
      'reading/read-file.ts',
      'deciding/match.ts',
      'reading comes before deciding. Move what both need down to reading/',
    ],
    ['deciding/match.ts', 'applying/bulk.ts', 'deciding comes before applying. Move what both need down to deciding/'],
    ['applying/bulk.ts', 'queries.ts', 'queries.ts stands above the rooms. Move what the room needs into applying/'],
    ['background.ts', 'reading/rules.ts', 'the rooms stand on background.ts, so it knows none of them'],
  ] as const
  for (const [from, to, remedy] of wrong) {
    const [told = '', ...more] = faults([{ from: at(from), to: at(to) }])
    expect(more).toEqual([])
    expect(told).toContain(`${at(from)} imports ${at(to)}: ${remedy}`)
  }
  const right = [
    ['applying/bulk.ts', 'reading/rules.ts'],
    ['reading/archives/open.ts', 'reading/archives/limits.ts'],
    ['deciding/match.ts', 'batch-key.ts'],
    ['tasks.ts', 'applying/bulk.ts'],
  ] as const
  expect(faults(right.map(([from, to]) => ({ from: at(from), to: at(to) })))).toEqual([])
})

test('a folder of a module is a room, and its place in the order is known', () => {
  const folders = new Set(product.flatMap(({ file }) => /^api\/src\/modules\/([^/]+\/[^/]+)\//.exec(file)?.[1] ?? []))
  const known = Object.entries(HOUSES).flatMap(([name, { rooms }]) => rooms.map((room) => `${name}/${room}`))
  expect([...folders].sort()).toEqual(known.sort())
})

test('what works on bytes alone knows no word of the product', () => {
  const bytes = `${MODULES}imports/reading/bytes/`
  const own = edges.filter(({ from }) => from.startsWith(bytes))
  expect(own.length).toBeGreaterThan(2)
  expect(own.filter(({ to }) => !to.startsWith(bytes)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
})
