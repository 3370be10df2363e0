import type { access } from '@pandu-gempita/shared/access'
import { createAccount, createMachineClient, newAccountBody, pendingClient } from '../factories/accounts.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const admin = (world: World) => world.officer('system_admin')
const outside = { problem: 'outside-your-area' } as const

export const accessSamples: Samples<typeof access> = {
  searchAccounts: async (world) => {
    const account = await createAccount(world)
    return { as: await admin(world), request: { body: { name: account.userName } }, elsewhere: { absent: account.id } }
  },
  getAccount: async (world) => ({
    as: await admin(world),
    request: { params: { accountId: (await createAccount(world)).id } },
    elsewhere: 'not-found',
  }),
  createAccount: async (world) => ({
    as: await admin(world),
    request: { body: newAccountBody(world), idempotencyKey: newKey() },
    elsewhere: outside,
  }),
  suspendAccount: async (world) => {
    const account = await createAccount(world)
    return {
      as: await admin(world),
      request: { params: { accountId: account.id }, body: { reason: 'Pindah tugas.' }, ifMatch: account.version },
      elsewhere: 'not-found',
    }
  },
  reactivateAccount: async (world) => {
    const as = await admin(world)
    const account = await createAccount(world)
    const params = { accountId: account.id }
    const { version } = await as.api.access.suspendAccount({
      params,
      body: { reason: 'Cuti.' },
      ifMatch: account.version,
    })
    return { as, request: { params, ifMatch: version, idempotencyKey: newKey() }, elsewhere: 'not-found' }
  },
  resetPassword: async (world) => {
    const account = await createAccount(world)
    return {
      as: await admin(world),
      request: { params: { accountId: account.id }, ifMatch: account.version, idempotencyKey: newKey() },
      elsewhere: 'not-found',
    }
  },
  grantRole: async (world) => {
    const account = await createAccount(world)
    return {
      as: await admin(world),
      request: {
        params: { accountId: account.id },
        body: { role: 'puskesos_back_office', regionCode: world.here.village },
        ifMatch: account.version,
        idempotencyKey: newKey(),
      },
      elsewhere: 'not-found',
    }
  },
  revokeGrant: async (world) => {
    const account = await createAccount(world)
    return {
      as: await admin(world),
      request: {
        params: { accountId: account.id, grantId: account.grants[0]?.id ?? '' },
        ifMatch: account.version,
      },
      elsewhere: 'not-found',
    }
  },
  listMachineClients: async (world) => ({
    as: await admin(world),
    request: { query: { limit: 200 } },
    elsewhere: { absent: (await createMachineClient(world)).client.id },
  }),
  createMachineClient: async (world) => ({
    as: await admin(world),
    request: {
      body: { name: 'Aplikasi desa', regionCode: world.here.village, permissions: ['complaint.read'] },
      idempotencyKey: newKey(),
    },
    elsewhere: outside,
  }),
  rotateMachineClientSecret: async (world) => {
    const { client } = await createMachineClient(world)
    return {
      as: await admin(world),
      request: { params: { machineClientId: client.id }, ifMatch: client.version, idempotencyKey: newKey() },
      elsewhere: 'not-found',
    }
  },
  revokeMachineClient: async (world) => {
    const { client } = await createMachineClient(world)
    return {
      as: await admin(world),
      request: { params: { machineClientId: client.id }, ifMatch: client.version },
      elsewhere: 'not-found',
    }
  },
  activateMachineClient: async (world) => {
    const { api } = await admin(world)
    const { client, activationCode } = await api.access.createMachineClient({
      body: { name: 'Dasbor', regionCode: world.here.regency, permissions: ['report.read'] },
      idempotencyKey: newKey(),
    })
    return {
      as: world.stranger,
      request: { body: { clientId: client.clientId, codes: [activationCode] } },
      elsewhere: 'everyone',
    }
  },
  listAccessReleases: async (world) => ({
    as: await world.officer('dinsos_head'),
    request: { query: { limit: 200 } },
    elsewhere: { absent: (await pendingClient(world)).release.id },
  }),
  releaseAccess: async (world) => {
    const { release } = await pendingClient(world)
    return {
      as: await world.officer('dinsos_head'),
      request: { params: { releaseId: release.id }, ifMatch: release.version, idempotencyKey: newKey() },
      elsewhere: 'not-found',
    }
  },
  refuseAccess: async (world) => {
    const { release } = await pendingClient(world)
    return {
      as: await world.officer('dinsos_head'),
      request: {
        params: { releaseId: release.id },
        body: { reason: 'Belum ada perjanjian.' },
        ifMatch: release.version,
      },
      elsewhere: 'not-found',
    }
  },
}
