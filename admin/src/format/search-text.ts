/** What an officer typed in one box: sixteen digits are a number, anything else is a name. */
export const digitsOf = (text: string): string => text.replace(/[\s.-]/g, '')
