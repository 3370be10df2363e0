/** A QR code as one path: squares of one unit, with the quiet border that readers need. */
import { encode } from 'uqr'

export interface QrCode {
  readonly size: number
  readonly path: string
}
const QUIET = 4
export const qrCode = (text: string): QrCode => {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}
