import { expect, test } from '@jest/globals'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { queryOf, STATE_VIEWS, viewOf } from './ppks-list.ts'

test('every state has a view', () => {
  expect(STATE_VIEWS.map(([, status]) => status).sort()).toEqual([...ppksRecord.states].sort())
})

test('a view asks for its state, and any other word for all', () => {
  expect(queryOf({ tampilan: 'aktif', jenis: '05', wilayah: '33.02' })).toEqual({
    status: 'active',
    typeCode: '05',
    regionCode: '33.02',
  })
  expect(viewOf({ tampilan: 'lain' })).toBe('semua')
  expect(queryOf({ tampilan: 'lain' })).toEqual({})
})
