/** Who stands in a file or a release: a set of record numbers as bits, 375 kB for three million. */
export class Presence {
  #bits: Buffer
  constructor(bits: Buffer = Buffer.alloc(1024)) {
    this.#bits = bits
  }
  add(record: number): void {
    const at = record >>> 3
    if (at >= this.#bits.length) {
      const grown = Buffer.alloc(Math.max(this.#bits.length * 2, at + 1))
      this.#bits.copy(grown)
      this.#bits = grown
    }
    this.#bits[at] = (this.#bits[at] as number) | (1 << (record & 7))
  }
  has(record: number): boolean {
    return ((this.#bits[record >>> 3] ?? 0) & (1 << (record & 7))) !== 0
  }
  get bytes(): Buffer {
    let end = this.#bits.length
    while (end > 0 && this.#bits[end - 1] === 0) end--
    return this.#bits.subarray(0, end)
  }
  get size(): number {
    let count = 0
    for (const byte of this.#bits) for (let left = byte; left !== 0; left &= left - 1) count++
    return count
  }
  /** Records of this set that the other one lacks, ascending. */
  *without(other: Presence): Generator<number> {
    const { bytes } = this
    for (let at = 0; at < bytes.length; at++) {
      const left = (bytes[at] as number) & ~(other.#bits[at] ?? 0)
      if (left === 0) continue
      for (let bit = 0; bit < 8; bit++) if ((left & (1 << bit)) !== 0) yield at * 8 + bit
    }
  }
}
