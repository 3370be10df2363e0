export const en = {
  title: 'Receipt of the report',
  ticket: 'Ticket',
  secret: 'Secret code',
  explain: 'The status can be seen at any time at {page} with this ticket and secret code.',
  once: 'The secret code is shown only once. Print or write it down for the citizen before you leave this page.',
  print: 'Print the receipt',
  copyLink: 'Copy the link',
}
