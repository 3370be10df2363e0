/** Another system is told what happens: made, tried out, failing, sent again, paused and deleted, with what the screen says of it. */
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from '@jest/globals'
import { Webhook as Verifier } from 'standardwebhooks'
import { useWorld } from './support/world.ts'

interface Letter {
  readonly headers: Record<string, string>
  readonly text: string
}

let receiver: Server
let answer = 204
const letters: Letter[] = []
const world = useWorld(async () => {
  receiver = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      letters.push({ headers: request.headers as Record<string, string>, text })
      response.writeHead(answer).end()
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
afterAll(() => void receiver?.close())

const accepted = (secret: string, { headers, text }: Letter): { type: string } =>
  new Verifier(secret).verify(text, headers) as { type: string }

/** A reserved number that nobody can have. */
const PERSON = {
  identityStatus: 'complete',
  name: 'Sutinah',
  nik: '9901015506800007',
  sex: 'female',
  birthDate: '1980-06-15',
  villageCode: '3314012001',
}
/** As a page of the product does, in the browser of the officer. */
const registerPerson = async (person: object): Promise<number> =>
  (
    await fetch('/v1/persons', {
      method: 'POST',
      body: JSON.stringify(person),
      headers: { 'content-type': 'application/json', 'x-pandu-csrf': '1', 'idempotency-key': crypto.randomUUID() },
    })
  ).status

test(
  'a manager makes a webhook, sees a message arrive and another fail, and sends it again',
  () =>
    world.journey('webhook', async () => {
      const manager = await world.signIn('manajer.sragen')
      const { page } = manager
      const pictures = process.env['PANDU_PICTURES']
      const picture = async (name: string): Promise<void> => {
        if (pictures) await page.screenshot({ path: `${pictures}/webhook-${name}.png`, fullPage: true })
      }
      await page.getByRole('link', { name: 'Webhook' }).first().click()
      const main = page.getByRole('main')
      await main.getByText('Belum ada webhook').waitFor()
      await manager.checkPage('no webhooks yet')
      await picture('empty')

      await main.getByRole('button', { name: 'Buat webhook' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Nama' }).fill('Gudang data kabupaten')
      await dialog.getByLabel('Alamat penerima').fill('https://10.0.0.7/pandu')
      await manager.checkPage('new webhook')
      await dialog.getByRole('button', { name: 'Buat webhook' }).click()
      // An address of a private network is refused at its field.
      await dialog.locator('input[type=url][aria-invalid=true]').waitFor()
      await picture('refused')
      const { port } = receiver.address() as AddressInfo
      await dialog.getByLabel('Alamat penerima').fill(`http://127.0.0.1:${port}/pandu`)
      await dialog.getByRole('button', { name: 'Buat webhook' }).click()
      const shown = page.getByRole('dialog', { name: 'Kunci rahasia webhook' })
      const secret = (await shown.getByText(/^whsec_/).textContent()) ?? ''
      await manager.checkPage('the secret, once')
      await picture('secret')
      await shown.getByRole('button', { name: 'Sudah saya simpan' }).click()

      await main.getByRole('heading', { level: 1, name: 'Gudang data kabupaten' }).waitFor()
      await main.getByText('Belum ada pesan').waitFor()
      await main.getByRole('button', { name: 'Kirim pesan uji' }).click()
      await main.getByText('Terkirim').waitFor({ timeout: 30_000 })
      await main.getByText('HTTP 204').waitFor()
      expect(letters.map((letter) => accepted(secret, letter).type)).toEqual(['webhook.test'])
      await manager.checkPage('a message has arrived')
      await picture('delivered')

      // Something happens, and the receiver refuses it.
      answer = 500
      const officer = await world.signIn('operator.sragen')
      await officer.go('/webhook')
      await officer.page.getByRole('heading', { name: 'Halaman ini tidak dapat dibuka' }).waitFor()
      await main.getByRole('button', { name: 'Ganti kunci rahasia' }).click()
      const rotation = page.getByRole('dialog', { name: 'Ganti kunci rahasia' })
      await rotation.getByText('3 hari').waitFor()
      await manager.checkPage('rotation')
      await rotation.getByRole('button', { name: 'Ganti kunci rahasia' }).click()
      const next =
        (await page
          .getByRole('dialog', { name: 'Kunci rahasia webhook' })
          .getByText(/^whsec_/)
          .textContent()) ?? ''
      expect(next).not.toBe(secret)
      await page
        .getByRole('dialog', { name: 'Kunci rahasia webhook' })
        .getByRole('button', { name: 'Sudah saya simpan' })
        .click()
      await main.getByText('Kunci rahasia lama berlaku sampai').waitFor()
      expect(await officer.page.evaluate(registerPerson, PERSON)).toBe(201)
      await main.getByText('Penerima menolak').first().waitFor({ timeout: 30_000 })
      const last = letters.at(-1)
      if (!last) throw new Error('no letter came')
      expect([accepted(secret, last).type, accepted(next, last).type]).toEqual([
        'person.registered',
        'person.registered',
      ])
      await manager.checkPage('a message waits for its next try')
      await picture('waiting')

      answer = 204
      await main.getByRole('button', { name: /^Kirim ulang pesan Dicatat sebagai warga/ }).click()
      await main.getByText('person.registered').first().waitFor()
      await page.getByRole('link', { name: 'Menunggu' }).click()
      await main.getByText('Belum ada pesan').waitFor({ timeout: 30_000 })
      await page.getByRole('link', { name: 'Semua' }).click()

      await main.getByRole('button', { name: 'Kirim ulang', exact: true }).first().click()
      const again = page.getByRole('dialog', { name: 'Kirim ulang' })
      await again.getByLabel('Dari tanggal').waitFor()
      await manager.checkPage('sending again')
      await picture('replay')
      await again.getByText('Semua peristiwa sejak suatu posisi').click()
      await again.getByLabel('Posisi (cursor)').waitFor()
      await again.getByRole('button', { name: 'Batal' }).click()
      await again.waitFor({ state: 'detached' })

      await main.getByRole('button', { name: 'Jeda webhook' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Jeda webhook' }).click()
      await main.getByText('Dijeda').waitFor()
      await main.getByRole('button', { name: 'Lanjutkan webhook' }).waitFor()

      // On a phone, for somebody who may look and not manage.
      const admin = await world.signIn('admin.sragen', { width: 390 })
      await admin.go('/webhook')
      const phone = admin.page.getByRole('main')
      await phone.getByRole('link', { name: /Gudang data kabupaten/ }).waitFor()
      await admin.checkPage('webhooks on a phone')
      if (pictures) await admin.page.screenshot({ path: `${pictures}/webhook-list-390.png`, fullPage: true })
      await phone.getByRole('link', { name: /Gudang data kabupaten/ }).click()
      await phone.getByText('person.registered').first().waitFor()
      expect(await phone.getByRole('button', { name: 'Kirim pesan uji' }).count()).toBe(0)
      await admin.checkPage('a webhook on a phone')
      if (pictures) {
        await admin.page.emulateMedia({ colorScheme: 'dark' })
        await admin.page.screenshot({ path: `${pictures}/webhook-390-dark.png`, fullPage: true })
      }

      // The receiver says that it is gone: the system stops, says so, and the manager finds it among the work.
      answer = 410
      await main.getByRole('button', { name: 'Lanjutkan webhook' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Lanjutkan webhook' }).click()
      await main.getByText('Aktif', { exact: true }).waitFor()
      expect(await officer.page.evaluate(registerPerson, { ...PERSON, nik: '9901015506800008' })).toBe(201)
      await main.getByText('Webhook ini dihentikan sistem').waitFor({ timeout: 30_000 })
      await manager.checkPage('stopped by the system')
      await picture('stopped')
      await manager.go('/')
      await main.getByRole('link', { name: /sudah tidak dipakai/ }).click()
      await main.getByText('Dihentikan sistem').first().waitFor()

      await main.getByRole('button', { name: 'Hapus webhook' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Hapus webhook' }).click()
      await main.getByText('Dihapus').first().waitFor()
      await manager.go('/webhook')
      await main.getByText('Belum ada webhook').waitFor()
    }),
  240_000,
)
