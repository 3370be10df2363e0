/**
 * Node's environment, with the ESM-only packages that CommonJS packages of Fastify `require`. Node itself
 * does that since 20.19; jest's own `require` only on much newer ones, so they are loaded out here.
 */
import * as contentDisposition from 'content-disposition'
import * as cookie from 'cookie'
import { TestEnvironment } from 'jest-environment-node'

export default class EnvironmentWithModules extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.esmOnly = { 'content-disposition': contentDisposition, cookie }
  }
}
