/** Mistakes that a newcomer makes, each planted into a copy of the product: who finds it, and what it says. */
export interface Mistake {
  readonly what: string
  readonly file: string
  /** Text of the file that is replaced once; empty for a new file. */
  readonly find: string
  readonly put: string
  /** `types`: the compiler. Otherwise the name of a house test. */
  readonly foundBy: string
  /** What must be read in its message: the place, and where it is not plain, the remedy. */
  readonly says: RegExp
}

const appended = (text: string): { find: string; put: string } => ({ find: '', put: text })

export const mistakes: readonly Mistake[] = [
  {
    what: 'an event without words',
    file: 'shared/src/events.ts',
    find: "'institution.created': { judul: 'Lembaga ditambahkan', title: 'Institution added' },",
    put: "'institution.created': { title: 'Institution added' },",
    foundBy: 'types',
    says: /shared\/src\/events\.ts.*judul/s,
  },
  {
    what: 'an event that is in no catalogue',
    file: 'api/src/modules/persons/actions.ts',
    find: "type: 'person.registered'",
    put: "type: 'person.enlisted'",
    foundBy: 'types',
    says: /persons\/actions\.ts.*person\.enlisted/s,
  },
  {
    what: 'a permission that is not named',
    file: 'shared/src/families.ts',
    find: "permission: 'person.read'",
    put: "permission: 'person.peek'",
    foundBy: 'types',
    says: /families\.ts.*person\.peek/s,
  },
  {
    what: 'a state that the lifecycle does not have',
    file: 'shared/src/complaint-record.ts',
    find: "to: 'screened'",
    put: "to: 'looked_at'",
    foundBy: 'types',
    says: /complaint-record\.ts.*looked_at/s,
  },
  {
    what: 'a text column without a word on what the audit log may tell of it',
    file: 'api/src/modules/ppks/door.ts',
    find: "    note: 'digest',\n",
    put: '',
    foundBy: 'types',
    says: /ppks\/door\.ts.*note/s,
  },
  {
    what: 'a rule that nobody wrote',
    file: 'shared/src/ppks.ts',
    find: "rules: ['separation-of-duties']",
    put: "rules: ['separation-of-duties', 'deadline-passed']",
    foundBy: 'types',
    says: /ppks\/door\.ts.*deadline-passed/s,
  },
  {
    what: 'an operation without its handler',
    file: 'api/src/modules/ppks/routes.ts',
    find: '  listPpksTypes: async (context) => ({ items: await listPpksTypes(context.db) }),\n',
    put: '',
    foundBy: 'types',
    says: /ppks\/routes\.ts.*listPpksTypes/s,
  },
  {
    what: 'a new record without an id that says its home',
    file: 'api/src/modules/webhooks/door.ts',
    ...appended('\nvoid sql`insert into referrals (jurisdiction_id) values (1)`\n'),
    foundBy: 'nobody writes into the table of another house',
    says: /webhooks\/door\.ts writes referrals, which is of casework: call a function of its public\.ts/,
  },
  {
    what: 'a look into the table of another module that is not named there',
    file: 'api/src/modules/webhooks/rules.ts',
    ...appended("\nvoid 'select 1 from search_misses f'\n"),
    foundBy: 'who reads a table of another house is named at the table',
    says: /webhooks\/rules\.ts reads search_misses: name webhooks in its readBy \(api\/src\/owners\.ts\)/,
  },
  {
    what: 'a reader that stands below',
    file: 'api/src/owners.ts',
    find: "programmes: { owner: 'programmes', placement: 'reference', readBy: ['persons', 'releases'] }",
    put: "programmes: { owner: 'programmes', placement: 'reference', readBy: ['persons', 'releases', 'jobs'] }",
    foundBy: 'who reads a table stands above its owner in the order of modules',
    says: /jobs reads programmes of programmes, which stands above it in the order of modules/,
  },
  {
    what: 'a table without an owner',
    file: 'api/src/owners.ts',
    find: "  ppks_photos: { owner: 'ppks', placement: 'tenant' },\n",
    put: '',
    foundBy: 'every table and view has an owner and a place, and nothing else has',
    says: /ppks_photos/,
  },
  {
    what: 'an import from a module above',
    file: 'api/src/modules/regions/public.ts',
    ...appended("\nimport '../complaints/public.ts'\n"),
    foundBy: 'modules meet through public.ts or tables.ts, downward only',
    says: /regions\/public\.ts.*complaints\/public\.ts/s,
  },
  {
    what: 'a kernel that knows a module',
    file: 'api/src/kernel/mask.ts',
    ...appended("\nimport '../modules/persons/public.ts'\n"),
    foundBy: 'the kernel knows no module, and of shared only the machine and its catalogues',
    says: /kernel\/mask\.ts.*persons\/public\.ts/s,
  },
  {
    what: 'a state missing in a CHECK',
    file: 'api/src/modules/referrals/tables.ts',
    find: "inList('status', referralRecord.states)",
    put: "inList('status', referralRecord.states.slice(1))",
    foundBy: 'drizzle-kit would generate nothing: the snapshot is the tables in code',
    says: /referrals_status_check/,
  },
  {
    what: 'a state typed by hand',
    file: 'api/src/modules/work/queries.ts',
    ...appended("\nvoid sql`select 1 where t.status in ('registered', 'screened')`\n"),
    foundBy: 'no state of a record is typed by hand in the product',
    says: /work\/queries\.ts/,
  },
  {
    what: 'the day of the server',
    file: 'api/src/modules/institutions/queries.ts',
    ...appended("\nvoid 'select current_date'\n"),
    foundBy: 'the day is the office’s: no clock of the server, and zones are named in one place',
    says: /institutions\/queries\.ts/,
  },
  {
    what: 'a fault that is swallowed',
    file: 'api/src/modules/system/routes.ts',
    ...appended('\ntry {\n  void 0\n} catch {}\n'),
    foundBy: 'no empty catch',
    says: /system\/routes\.ts/,
  },
  {
    what: 'chance without a seed',
    file: 'api/src/modules/uploads/routes.ts',
    ...appended('\nvoid Math.random()\n'),
    foundBy: 'randomness comes from a seed in tests, and from the system in the product',
    says: /uploads\/routes\.ts/,
  },
  {
    what: 'something exported that nobody uses',
    file: 'api/src/kernel/line.ts',
    ...appended('\nexport const forLater = 1\n'),
    foundBy: 'what is exported is used',
    says: /kernel\/line\.ts forLater/,
  },
  {
    what: 'a package that nobody uses',
    file: 'api/package.json',
    find: '"dependencies": {',
    put: '"dependencies": {\n    "left-pad": "1.3.0",',
    foundBy: 'every package is used',
    says: /api: left-pad/,
  },
  {
    what: 'a version that is not exact',
    file: 'package.json',
    find: '"devDependencies": {',
    put: '"devDependencies": {\n    "vue-i18n": "^9.0.0",',
    foundBy: 'every version is exact',
    says: /\.: vue-i18n \^9\.0\.0/,
  },
  {
    what: 'a room of imports that looks into the next one',
    file: 'api/src/modules/imports/reading/words.ts',
    ...appended("\nimport '../applying/target.ts'\n"),
    foundBy: 'no room knows a later one, nor the files above the rooms',
    says: /reading\/words\.ts.*applying/s,
  },
  {
    what: 'a test that asserts nothing',
    file: 'api/test/rules/planted.db.test.ts',
    ...appended("import { test } from '@jest/globals'\ntest('something', () => undefined)\n"),
    foundBy: 'every test asserts something',
    says: /planted\.db\.test\.ts/,
  },
  {
    what: 'a field of the contract without its column',
    file: 'api/src/modules/ppks/queries.ts',
    find: '  pasName: y.pasName,\n  criteria',
    put: '  criteria',
    foundBy: 'types',
    says: /ppks\/queries\.ts.*pasName/s,
  },
  {
    what: 'a column that the table does not have',
    file: 'api/src/modules/ppks/queries.ts',
    find: 'note: t.note',
    put: 'note: t.notes',
    foundBy: 'types',
    says: /ppks\/queries\.ts.*notes/s,
  },
  {
    what: 'a column of another type',
    file: 'api/src/modules/ppks/queries.ts',
    find: 'bytes: f.bytes',
    put: 'bytes: f.mediaType',
    foundBy: 'types',
    says: /ppks\/queries\.ts.*Uint8Array/s,
  },
  {
    what: 'a check of templates that is switched off, so that unknown props pass',
    file: 'admin/tsconfig.json',
    find: '"checkUnknownProps": true',
    put: '"checkUnknownProps": false',
    foundBy: 'an unknown prop, component, event or directive fails the build of the screens',
    says: /checkUnknownProps/,
  },
]
