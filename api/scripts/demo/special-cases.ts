/**
 * What chance would not bring about, once a kabupaten: a death with work still open, a levy that the accused village does not
 * see, and an ending that waits for a second officer. Chosen by order of time, so that nothing else of the demo moves.
 */
import type pg from 'pg'

const HOLDER = `(SELECT a.id FROM accounts a JOIN grants g ON g.account_id = a.id WHERE g.jurisdiction_id = c.jurisdiction_id AND g.role_code = $1 ORDER BY a.user_name LIMIT 1)`
/** The n-th case of each kabupaten in this state, the oldest first. */
const nth = (state: string, n: number, more = 'true'): string => `
  SELECT * FROM (SELECT c.*, row_number() OVER (PARTITION BY jurisdiction_id ORDER BY created_at, id) AS nth FROM complaints c
    WHERE status = '${state}' AND topic IS NOT NULL AND confidential IS NULL AND ${more}) c WHERE nth = ${n}`

export const makeSpecialCases = async (client: pg.Client, today: Date): Promise<void> => {
  const day = (before: number): string => new Date(today.getTime() - before * 86_400_000).toISOString()
  // Registrations that ended by death say so of the person.
  await client.query(
    `INSERT INTO person_deaths (jurisdiction_id, person_id, died_on, known_on, said_by, source)
     SELECT DISTINCT ON (jurisdiction_id, person_id) jurisdiction_id, person_id, ended_on, ended_on, CASE WHEN restricted THEN 'officer' ELSE 'ppks' END, 'demo'
     FROM ppks_registrations WHERE status = 'died' AND ended_on IS NOT NULL ORDER BY jurisdiction_id, person_id, ended_on`,
  )
  await client.query(
    `INSERT INTO person_deaths (jurisdiction_id, person_id, died_on, known_on, place, reported_by, said_by, source, recorded_by, recorded_by_name, recorded_at)
     SELECT c.jurisdiction_id, c.subject_person_id, $2::timestamptz::date, $3::timestamptz::date, 'RSUD (contoh)', 'Anak kandung (contoh)', 'officer', 'demo', a.id, a.display_name, $3::timestamptz
     FROM (${nth('in_handling', 1, 'subject_person_id IS NOT NULL')}) c JOIN accounts a ON a.id = ${HOLDER}
     ON CONFLICT DO NOTHING`,
    ['slrt_back_office', day(9), day(8)],
  )
  const levies = await client.query<{ id: string }>(
    `UPDATE complaints t SET topic = 'levy_or_misuse', kind = 'programme_complaint', confidential = 'levy', story = 'Setiap keluarga penerima diminta Rp50.000 oleh perangkat desa. (contoh)'
     FROM (${nth('categorised', 2)}) c WHERE t.jurisdiction_id = c.jurisdiction_id AND t.id = c.id RETURNING t.id`,
  )
  await client.query(
    `INSERT INTO matter_guards (jurisdiction_id, matter_id, kind, permission, region_code, name, created_by)
     SELECT c.jurisdiction_id, c.id, g.kind, g.permission, CASE g.kind WHEN 'accused' THEN c.region_code END, CASE g.kind WHEN 'accused' THEN r.path END, c.created_by
     FROM complaints c JOIN regions r ON r.code = c.region_code CROSS JOIN (VALUES ('circle', 'complaint.read-integrity'), ('accused', NULL)) AS g (kind, permission)
     WHERE c.id = ANY($1::uuid[])`,
    [levies.rows.map(({ id }) => id)],
  )
  await client.query(
    `INSERT INTO complaint_endings (jurisdiction_id, complaint_id, kind, reason, asked_by, asked_by_name, asked_at)
     SELECT c.jurisdiction_id, c.id, 'reject', 'Setelah diperiksa tidak ada yang dapat ditindaklanjuti. (contoh)', a.id, a.display_name, $2::timestamptz
     FROM (${nth('categorised', 3)}) c JOIN accounts a ON a.id = ${HOLDER}`,
    ['slrt_manager', day(1)],
  )
}
