/** Bytes that hold whole lines, to be read one at a time or four at a time: a file has hundreds of megabytes of them. */
export interface LineBlock {
  readonly bytes: Buffer
  readonly words: DataView
}

export const lineBlock = (bytes: Buffer): LineBlock => ({
  bytes,
  words: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
})
