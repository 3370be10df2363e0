/** Copying, and saying what became of it. An office's own address without https has no clipboard: then one marks and copies by hand. */
import { t } from './messages.id.ts'
import { notify } from './notices.ts'

export async function copyText(text: string): Promise<void> {
  // Typed as always there; a page that is not secure has none.
  const clipboard = navigator.clipboard as Clipboard | undefined
  const copied = await (clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
    () => true,
    () => false,
  )
  if (copied) notify(t('copied'))
  else notify(t('copyByHand'), 'warning')
}
