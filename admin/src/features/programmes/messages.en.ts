export const en = {
  list: 'Programmes',
  intro: 'Programmes of social protection that this system knows.',
  name: 'Name',
  owner: 'Owner',
  unit: 'For',
  sector: 'Sector',
  empty: 'No programmes yet.',
}
