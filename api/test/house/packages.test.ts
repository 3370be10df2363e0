/** What we stand on: every package is used, pinned and fetched from whatever registry the machine has. */
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { repositoryRoot } from '../../src/config.ts'
import { importsOf, sourcesIn } from './sources.ts'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}
const read = (file: string): string => fs.readFileSync(path.join(repositoryRoot, file), 'utf8')
const WORKSPACES = ['.', 'shared', 'api', 'admin'] as const
const manifests = WORKSPACES.map((workspace) => ({
  workspace,
  manifest: JSON.parse(read(path.join(workspace, 'package.json'))) as Manifest,
}))
const dependenciesOf = ({ dependencies, devDependencies }: Manifest): [name: string, version: string][] =>
  Object.entries({ ...dependencies, ...devDependencies })

/** Used without an import. */
const BY_OTHERS: Readonly<Record<string, string>> = {
  '@swc/core': 'the compiler that @swc/jest asks for',
  '@iconify-json/lucide': 'the icons that the build of Nuxt UI takes in by their names',
}
const CONFIGURATION = ['eslint.config.js', 'jest.config.mjs', 'drizzle.config.ts', 'admin/vite.config.ts']

test('every package is used', () => {
  const sources = ['shared', 'api', 'admin', 'docs/examples'].flatMap(sourcesIn)
  const imported = new Set(
    sources
      .flatMap((source) => [
        ...importsOf(source),
        ...[...source.text.matchAll(/'([@\w./-]+)'/g)].map((found) => found[1] ?? ''),
      ])
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  const named = [
    ...CONFIGURATION.map(read),
    ...manifests.flatMap(({ manifest }) => Object.values(manifest.scripts ?? {})),
  ]
  named.push(read('admin/src/main.css'))
  const isUsed = (name: string): boolean => {
    // Types of a package that is used itself.
    if (name.startsWith('@types/')) return name === '@types/node' || imported.has(name.slice('@types/'.length))
    return name in BY_OTHERS || imported.has(name) || named.some((text) => text.includes(name))
  }
  const idle = manifests.flatMap(({ workspace, manifest }) =>
    dependenciesOf(manifest).flatMap(([name]) => (isUsed(name) ? [] : [`${workspace}: ${name}`])),
  )
  expect(idle).toEqual([])
})

test('every version is exact', () => {
  const open = manifests.flatMap(({ workspace, manifest }) =>
    dependenciesOf(manifest).flatMap(([name, version]) =>
      /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) ? [] : [`${workspace}: ${name} ${version}`],
    ),
  )
  expect(open).toEqual([])
})

test('the lock file names no registry: whoever installs uses the one of the own machine', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Readonly<Record<string, { resolved?: string; link?: boolean; integrity?: string }>>
  }
  const placed = Object.entries(packages).filter(([, { resolved, link }]) => resolved !== undefined && link !== true)
  expect(placed.map(([name]) => name)).toEqual([])
  expect(Object.values(packages).filter(({ integrity }) => integrity !== undefined).length).toBeGreaterThan(300)
})

test('drizzle-kit compares with the newest snapshot alone: older ones are half of the repository and nobody reads them', () => {
  const meta = path.join(repositoryRoot, 'migrations', 'meta')
  const { entries } = JSON.parse(read('migrations/meta/_journal.json')) as { entries: { tag: string }[] }
  const newest = entries.at(-1)?.tag.slice(0, 4)
  expect(fs.readdirSync(meta).filter((file) => file.endsWith('_snapshot.json'))).toEqual([`${newest}_snapshot.json`])
})
