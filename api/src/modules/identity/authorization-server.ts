/** RFC 8414: from this a library knows where and how to ask for tokens. */
import type { ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import { notForMachines, permissionCodes } from '@pandu-gempita/shared/permissions'

export const authorizationServer = (
  publicUrl: string,
): ResultOf<(typeof identity)['operations']['getAuthorizationServer']> => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}/oauth2/token`,
  grant_types_supported: ['client_credentials'],
  // There is no authorization endpoint, so there is no type of response either; the member must be there all the same.
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  scopes_supported: permissionCodes.filter((code) => !notForMachines.includes(code)),
  service_documentation: `${publicUrl}/docs`,
})
