import type { Shape } from '../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  required: 'This field is required.',
  minLength: 'Too short: at least {limit} characters.',
  maxLength: 'Too long: at most {limit} characters.',
  minimum: 'Too small: at least {limit}.',
  maximum: 'Too large: at most {limit}.',
  minItems: 'Choose at least {limit}.',
  maxItems: 'Choose at most {limit}.',
  pattern: 'This does not have the right form.',
  format: 'This does not have the right form.',
  date: 'There is no such date. Write day/month/year, for example 17/08/1980.',
  enum: 'Choose one from the list.',
  invalid: 'This is not right yet. Please check it.',
  sixteenDigits: 'It must be 16 digits.',
  userName: 'Use small letters, digits, dots, hyphens or underscores: 3 to 60, no spaces, a letter or digit first.',
  phone: 'Write 8 to 15 digits, with + in front if you like.',
  threeDigits: 'Write one to three digits.',
  address: 'An address begins with https:// and has no spaces.',
  summaryTitle: 'Some fields need your attention',
  summaryText: 'Nothing has been sent. Correct the marked fields and try again.',
  optional: 'optional',
  chooseOne: 'Choose',
  cancel: 'Cancel',
  unsaved: 'What you typed has not been sent. Leave this page?',
}
