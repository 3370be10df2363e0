/** The search field inside a select: it has no visible label, so it is given a name. */
export const searchInput = (name: string): { placeholder: string } & Record<'aria-label', string> => ({
  placeholder: name,
  'aria-label': name,
})
