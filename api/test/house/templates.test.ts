/** A template of the screens is held to what its components declare, by vue-tsc: here only that the check stays on. */
import { expect, test } from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { repositoryRoot } from '../../src/config.ts'

const REQUIRED = ['checkUnknownProps', 'checkUnknownComponents', 'checkUnknownEvents', 'checkUnknownDirectives']
/** Reach the element of whichever component they are written on, and mean the same there. A word of our own is a prop. */
const PASSED_ON = ['data-*', 'aria-*', 'role', 'tabindex', 'lang', 'inputmode', 'autocapitalize', 'spellcheck']

const file = 'admin/tsconfig.json'
const options = (): Record<string, unknown> => {
  const { config } = ts.parseConfigFileTextToJson(file, fs.readFileSync(path.join(repositoryRoot, file), 'utf8')) as {
    config?: { vueCompilerOptions?: Record<string, unknown> }
  }
  return config?.vueCompilerOptions ?? {}
}

test('an unknown prop, component, event or directive fails the build of the screens', () => {
  const off = REQUIRED.filter((name) => options()[name] !== true)
  expect(
    off.map((name) => `${file}: set vueCompilerOptions.${name} to true, and declare what vue-tsc then names`),
  ).toEqual([])
})

test('what is not checked is attributes that every element takes', () => {
  const given = options()['dataAttributes']
  const unchecked = Array.isArray(given) ? given.map(String) : []
  const more = unchecked.filter((name) => !PASSED_ON.includes(name))
  expect(more.map((name) => `${file}: take ${name} out of dataAttributes, and declare it as a prop instead`)).toEqual(
    [],
  )
})
