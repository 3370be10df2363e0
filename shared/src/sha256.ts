/** SHA-256 of a file that comes piece by piece: browsers only digest what is in memory as a whole, and only on HTTPS (FIPS 180-4). */
const WORDS = 64
const BLOCK = 64

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0
const sum = (x: number, y: number): number => (x + y) | 0
type State = readonly [number, number, number, number, number, number, number, number]
/** Views give numbers for every place, which arrays do only perhaps. */
const ROUND = new DataView(new ArrayBuffer(4 * WORDS))
for (const [n, prime] of primes(WORDS).entries()) ROUND.setInt32(4 * n, fraction(Math.cbrt(prime)))
const START = primes(8).map((prime) => fraction(Math.sqrt(prime))) as unknown as State

export class Sha256 {
  private state = START
  private readonly words = new DataView(new ArrayBuffer(4 * WORDS))
  private readonly rest = new Uint8Array(BLOCK)
  private held = 0
  private length = 0

  update(bytes: Uint8Array): this {
    this.length += bytes.length
    let at = 0
    if (this.held > 0) {
      at = Math.min(BLOCK - this.held, bytes.length)
      this.rest.set(bytes.subarray(0, at), this.held)
      this.held += at
      if (this.held < BLOCK) return this
      this.block(this.rest, 0)
      this.held = 0
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.block(bytes, at)
    this.rest.set(bytes.subarray(at))
    this.held = bytes.length - at
    return this
  }

  hex(): string {
    const bits = this.length * 8
    const end = new Uint8Array(this.held < BLOCK - 8 ? BLOCK : 2 * BLOCK)
    end.set(this.rest.subarray(0, this.held))
    end[this.held] = 0x80
    const view = new DataView(end.buffer)
    view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32))
    view.setUint32(end.length - 4, bits >>> 0)
    for (let at = 0; at < end.length; at += BLOCK) this.block(end, at)
    return [...this.state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  private block(bytes: Uint8Array, from: number): void {
    const w = this.words
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, BLOCK)
    for (let n = 0; n < BLOCK; n += 4) w.setInt32(n, view.getInt32(n))
    for (let n = BLOCK; n < 4 * WORDS; n += 4) {
      const x = w.getInt32(n - 60)
      const y = w.getInt32(n - 8)
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      w.setInt32(n, (w.getInt32(n - 64) + s0 + w.getInt32(n - 28) + s1) | 0)
    }
    let [a, b, c, d, e, f, g, h] = this.state
    for (let n = 0; n < 4 * WORDS; n += 4) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND.getInt32(n) + w.getInt32(n)) | 0
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    const [i, j, k, l, m, o, p, q] = this.state
    this.state = [sum(a, i), sum(b, j), sum(c, k), sum(d, l), sum(e, m), sum(f, o), sum(g, p), sum(h, q)]
  }
}
