/**
 * Node's environment, with the ESM-only packages that CommonJS packages of Fastify `require`. Node itself
 * does that since 20.19; jest's own `require` only on much newer ones, so they are loaded out here.
 */
import * as contentDisposition from 'content-disposition'
import * as cookie from 'cookie'
import { TestEnvironment } from 'jest-environment-node'

const testsOf = (block) => block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)))
const fullName = (test) => {
  const names = [test.name]
  for (let block = test.parent; block?.parent; block = block.parent) names.unshift(block.name)
  return names.join(' ')
}

export default class EnvironmentWithModules extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.esmOnly = { 'content-disposition': contentDisposition, cookie }
  }

  /** What all tests need could not be prepared: the first of them says why, and the others are not run. jest would say it with each. */
  handleTestEvent(event, state) {
    if (event.name !== 'hook_failure' || event.hook.type !== 'beforeAll') return
    const [first, ...others] = testsOf(event.describeBlock).filter(
      (test) => test.mode !== 'skip' && test.mode !== 'todo' && (state.testNamePattern?.test(fullName(test)) ?? true),
    )
    if (first) first.errors.length = 1
    for (const test of others) {
      test.errors.length = 0
      test.mode = 'skip'
    }
  }
}
