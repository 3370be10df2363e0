import type { identity } from '@pandu-gempita/shared/identity'
import { createAccount, createMachineClient, givePassword, newAccountBody, PASSWORD } from '../factories/accounts.ts'
import { newKey } from '../world.ts'
import type { Samples } from './sample.ts'

let number = 0
/** Operations that end a session get an account of their own. */
const fresh = (): string => `own session ${++number}`

export const identitySamples: Samples<typeof identity> = {
  signIn: async (world) => {
    const account = await createAccount(world)
    return {
      as: world.stranger,
      request: { body: { userName: await givePassword(world, account.id), password: PASSWORD } },
      elsewhere: 'everyone',
    }
  },
  activateAccount: async (world) => {
    const { api } = await world.officer('system_admin')
    const { account, activationCode } = await api.access.createAccount({
      body: { ...newAccountBody(world), grant: { role: 'regional_companion', regionCode: world.here.regency } },
      idempotencyKey: newKey(),
    })
    return {
      as: world.stranger,
      request: { body: { userName: account.userName, codes: [activationCode ?? ''], newPassword: PASSWORD } },
      elsewhere: 'everyone',
    }
  },
  getSession: async (world) => ({
    as: await world.officer('slrt_manager'),
    request: {},
    elsewhere: 'everyone',
  }),
  signOut: async (world) => ({ as: await world.officer('slrt_manager', fresh()), request: {}, elsewhere: 'everyone' }),
  changePassword: async (world) => {
    const as = await world.officer('slrt_manager', fresh())
    await givePassword(world, as.id)
    return {
      as,
      request: { body: { currentPassword: PASSWORD, newPassword: 'kata sandi yang lain' } },
      elsewhere: 'everyone',
    }
  },
  getAuthorizationServer: async (world) => ({ as: world.stranger, request: {}, elsewhere: 'everyone' }),
  issueToken: async (world) => {
    const { client, clientSecret } = await createMachineClient(world)
    return {
      as: world.stranger,
      request: {
        body: { grant_type: 'client_credentials', client_id: client.clientId, client_secret: clientSecret },
      },
      elsewhere: 'everyone',
    }
  },
}
