import { expect, test } from '@jest/globals'
import { csvCell } from './csv.ts'

test('no cell is a formula, whatever stands before the sign', () => {
  for (const sign of ['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    for (const blank of ['', ' ', '\t', '\r', '\n', '\u00a0', '\u3000', '\u200b', '\ufeff', ' \t '])
      expect(csvCell(`${blank}${sign}1+1`).replace(/^"/u, '').startsWith("'")).toBe(true)
  expect(csvCell('\tteks')).toBe("'\tteks")
})

test('numbers keep their digits and their sign; words stay as they are', () => {
  expect(csvCell('3314012802791019')).toBe("'3314012802791019")
  expect(csvCell(-5)).toBe('-5')
  expect(csvCell(null)).toBe('')
  expect(csvCell('SITI "A"; B')).toBe('"SITI ""A""; B"')
  expect(csvCell('Jl. Melati no. 5-7')).toBe('Jl. Melati no. 5-7')
})
