export const en = {
  ended: 'Your session has ended',
  locked: 'The screen is locked',
  text: 'What you typed is still here. Enter your password to go on with this page.',
  userName: 'User name',
  password: 'Password',
  showPassword: 'Show the password',
  hidePassword: 'Hide the password',
  goOn: 'Continue',
  other: 'Sign in as somebody else',
  otherTitle: 'Leave this page?',
  otherText:
    'This page is closed. What {name} has typed and was saved stays, and only {name} can open it; what was not saved is lost.',
  stay: 'Cancel',
  leave: 'Leave',
}
