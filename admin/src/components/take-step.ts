/** Takes a step of a record: by a form, or at once. */
import { useQueryClient } from '@tanstack/vue-query'
import { useIntent, type Intent } from '../query.ts'
import { notify } from '../ui/notices.ts'
import { stepDone } from './step-done.id.ts'
import type { Step, StepTarget } from './steps.ts'

/** @param intent of a form that is kept, so that the same intent goes on after a reload */
export function useTakeStep(intent: Intent = useIntent()) {
  const client = useQueryClient()
  /** @returns the answer of the server, when everything on the page has been asked for anew */
  return async (
    operation: string,
    { step, target }: { readonly step: Step; readonly target: StepTarget },
    { values, accepted }: { readonly values: Record<string, unknown>; readonly accepted?: () => void },
  ): Promise<unknown> => {
    const result = await step.run(target, values, intent.key()).catch((error: unknown) => {
      intent.failed(error)
      throw error
    })
    intent.done()
    accepted?.()
    const said = stepDone(operation)
    if (said) notify(said)
    await client.invalidateQueries()
    return result
  }
}
