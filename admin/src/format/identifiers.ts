/** NIK and KK numbers in groups of four; masked digits come masked from the server and stay so. */
export const formatIdentifier = (value: string | null | undefined): string =>
  value ? (value.match(/.{1,4}/g) ?? []).join(' ') : '–'

/** Kemendagri code with dots, as officers write it: 33.14.08.2005. */
export const formatRegionCode = (code: string): string =>
  [code.slice(0, 2), code.slice(2, 4), code.slice(4, 6), code.slice(6)].filter(Boolean).join('.')
