/** What an export holds: columns with their headings, and the statement that reads them from one shard. */
import { personRowFields, type IdentifierForm, type PersonRow } from '@pandu-gempita/shared/exchange'
import type { ExportKind } from '@pandu-gempita/shared/exports'
import { sql, type SQL } from 'drizzle-orm'
import { within } from '../../kernel/authorize.ts'
import { personRows } from '../exchange/public.ts'
import { validOn } from '../persons/public.ts'
import type { Row, Sheet } from './formats.ts'

const PERSON: Readonly<Record<keyof PersonRow, string>> = {
  id: 'ID warga',
  nik: 'NIK',
  kkNumber: 'Nomor KK',
  familyId: 'ID keluarga',
  relation: 'Hubungan dalam keluarga',
  name: 'Nama',
  identityStatus: 'Kelengkapan identitas',
  sex: 'Jenis kelamin',
  birthDate: 'Tanggal lahir',
  birthYearEstimated: 'Tahun lahir (perkiraan)',
  birthPlace: 'Tempat lahir',
  deceased: 'Meninggal',
  deceasedOn: 'Meninggal pada',
  villageCode: 'Kode desa/kelurahan',
  street: 'Alamat',
  hamlet: 'Dusun',
  rt: 'RT',
  rw: 'RW',
  householdExternalId: 'ID DTKS',
  desil: 'Desil',
  desilCutOffOn: 'Desil per tanggal',
  programmes: 'Program',
}
const FAMILY: readonly (readonly [string, string])[] = [
  ['id', 'ID keluarga'],
  ['kkNumber', 'Nomor KK'],
  ['headName', 'Kepala keluarga'],
  ['memberCount', 'Jumlah anggota'],
  ['villageCode', 'Kode desa/kelurahan'],
  ['street', 'Alamat'],
  ['desil', 'Desil'],
  ['desilCutOffOn', 'Desil per tanggal'],
  ['desilRelease', 'Rilis'],
]

/** Whose name a row holds: of a family its head's. */
export const personOf = (row: Row): string | null => {
  const id = row['headId'] === undefined ? row['id'] : row['headId']
  return typeof id === 'string' ? id : null
}

export const columnsOf = (kind: ExportKind): Sheet['columns'] =>
  kind === 'persons' ? personRowFields.map((field) => [field, PERSON[field]] as const) : FAMILY

function familyRows(shard: number, form: IdentifierForm, asOf: string | null, regionCode: string): SQL {
  const member = validOn('m', asOf)
  return sql`
    select f.id, m.head_id as "headId", ${form === 'full' ? sql`f.kk_number` : sql`mask_identifier(f.kk_number)`} as "kkNumber", ${form === 'full' ? sql`m.head` : sql`mask_numbers(m.head)`} as "headName", coalesce(m.members, 0)::int as "memberCount",
      f.region_code as "villageCode", ${form === 'full' ? sql`f.street` : sql`mask_numbers(f.street)`} as street, r.desil, r.cut_off_on::text as "desilCutOffOn", r.name as "desilRelease"
    from families f
    left join lateral (select count(*) as members, min(p.name) filter (where m.relation = 'head') as head,
        (array_agg(p.id order by p.name) filter (where m.relation = 'head'))[1] as head_id
      from family_members m join persons p on p.jurisdiction_id = ${shard} and p.id = m.person_id
      where m.jurisdiction_id = ${shard} and m.family_id = f.id and ${member}) m on true
    left join lateral (select k.desil, k.cut_off_on, d.name from family_rankings k left join data_releases d on d.jurisdiction_id = ${shard} and d.id = k.release_id
      where k.jurisdiction_id = ${shard} and k.family_id = f.id and ${asOf === null ? sql`true` : sql`k.cut_off_on <= ${asOf}::date`}
      order by k.cut_off_on desc, k.recorded_at desc, k.release_id limit 1) r on true
    where f.jurisdiction_id = ${shard} and ${within(sql`f.region_code`, regionCode)} order by f.region_code, f.id`
}

export const statementOf = (
  kind: ExportKind,
  shard: number,
  form: IdentifierForm,
  asOf: string | null,
  regionCode: string,
): SQL =>
  kind === 'persons'
    ? sql`${personRows(shard, form, asOf, within(sql`p.region_code`, regionCode))} order by p.region_code, p.id`
    : familyRows(shard, form, asOf, regionCode)
