/** How a test process finds the server that the global set-up has started. */
export const ADMIN_URL_VARIABLE = 'PANDU_TEST_ADMIN_URL'
export const TEMPLATE_VARIABLE = 'PANDU_TEST_TEMPLATE'
/** Begins the names of what one run prepares beside that template. */
export const RUN_VARIABLE = 'PANDU_TEST_RUN'
/** An external test server may ask for passwords; the throwaway one does not. */
export const TEST_ROLE_PASSWORD = 'only-for-tests'

export const databaseUrl = (adminUrl: string, database: string, role?: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  if (role !== undefined) {
    url.username = role
    url.password = TEST_ROLE_PASSWORD
  }
  return url.href
}
