/**
 * The contract machine knows no word of the product that stands on it. A product adds its permissions and problem codes to
 * this interface (`permissions.ts`, `problems.ts`), and from then on the compiler takes no others.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the product fills it
export interface Words {}

type Word<K extends string> = Words extends Readonly<Record<K, infer W extends string>> ? W : string
export type Permission = Word<'permission'>
export type ProblemName = Word<'problem'>
