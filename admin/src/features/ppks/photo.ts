/** The limits of the contract, checked before anything is sent. */
import { ppks } from '@pandu-gempita/shared/ppks'
import { t } from './messages.id.ts'

export const photoUpload = ppks.operations.uploadPpksPhoto.upload
export const photoFault = (file: File): string => {
  if (!(photoUpload.types as readonly string[]).includes(file.type)) return t('photoWrongType')
  return file.size > photoUpload.maxBytes ? t('photoTooLarge') : ''
}
