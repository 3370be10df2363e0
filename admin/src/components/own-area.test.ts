import { expect, test } from '@jest/globals'
import { onlyVillage } from './own-area.ts'

const village = { regionCode: '3314082005' }
test('only who works in one village and nowhere else has it filled in', () => {
  expect(onlyVillage([village, village])).toBe('3314082005')
  expect(onlyVillage([])).toBeUndefined()
  expect(onlyVillage([{ regionCode: '3314' }])).toBeUndefined()
  expect(onlyVillage([village, { regionCode: '3314082006' }])).toBeUndefined()
  expect(onlyVillage([village, { regionCode: null }])).toBeUndefined()
})
