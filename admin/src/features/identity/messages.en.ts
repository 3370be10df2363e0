import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  signIn: 'Sign in',
  welcome: 'Sign in to Pandu Gempita',
  intro: 'Use the officer account given by the system admin of your area.',
  userName: 'User name',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  ended: 'Your session has ended. Please sign in again.',
  citizen: 'Are you a citizen who wants to see the status of a report?',
  checkStatus: 'Check the status of a report',
  forgot: 'Forgot your password? Contact the system admin of your area.',
  changePassword: 'Change password',
  mustChange: 'This is your first sign-in. Choose your own password before you start.',
  currentPassword: 'Current password',
  newPassword: 'New password',
  newPasswordHelp: 'At least 12 characters. Several words together are easier to remember and safer.',
  changed: 'The password has been changed. Your sessions on other devices have ended.',
}
