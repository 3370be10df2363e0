/** From the counter to the outcome: a complaint is recorded, referred, answered, determined and seen by the citizen. */
import { expect, test } from '@jest/globals'
import { countCost } from './support/cost.ts'
import { expectValue } from './support/expect-value.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

test(
  'complaint to outcome, with a referral, by five people',
  () =>
    world.journey('complaint', async () => {
      // The counter records it.
      const counter = await world.signIn('loket.sragen')
      await counter.checkPage('home')
      const intake = await countCost([counter.page])
      await counter.page.getByRole('link', { name: 'Layani warga' }).first().click()
      await counter.page.getByRole('textbox', { name: 'Nama', exact: true }).fill('Sutrsno')
      const place = counter.page.getByRole('combobox', { name: 'Desa/kelurahan atau kecamatan' })
      await place.fill('Keden')
      await counter.page.getByRole('option', { name: /Keden, Kalijambe/ }).click()
      await counter.page.getByRole('button', { name: 'Cari', exact: true }).click()
      await counter.page.getByRole('button', { name: 'Pilih Sutrisno', exact: true }).first().waitFor()
      await counter.checkPage('intake: who')
      await counter.page.getByRole('button', { name: 'Pilih Sutrisno', exact: true }).first().click()
      await counter.page.getByRole('button', { name: 'Lanjut' }).click()
      await counter.page.getByLabel('Cerita warga').fill('Rumah bocor, lantai masih tanah.')
      // The village comes from the person's data, a moment later.
      await expectValue(counter.page.getByRole('combobox', { name: /^Desa\/kelurahan tempat kejadian/ }), 'Keden')
      await counter.checkPage('intake: what')
      await counter.page.getByRole('button', { name: 'Lanjut' }).click()
      await counter.page.getByRole('heading', { name: 'Yang kita ketahui' }).waitFor()
      await counter.checkPage('intake: what we know')
      await counter.page.getByRole('button', { name: 'Lanjut' }).click()
      await counter.checkPage('intake: decide')
      await counter.page.getByRole('button', { name: 'Daftarkan', exact: true }).click()
      await counter.page.getByRole('heading', { name: 'Tanda terima laporan' }).waitFor()
      await counter.checkPage('intake: receipt')
      expect(intake).toEqual({ clicks: 8, dialogs: 0 })
      const receipt = counter.page.getByRole('region', { name: 'Tanda terima laporan' })
      const [ticket = '', secret = ''] = await receipt.getByRole('definition').allInnerTexts()
      expect(ticket).toMatch(/^3314-[A-Z0-9]{6}$/)
      expect(secret).toMatch(/^[A-Z0-9]{16}$/)
      await receipt.getByRole('img', { name: /QR/ }).waitFor()
      expect(await receipt.innerText()).toMatch(/Sutrisno[^]*Petugas memeriksa data Anda[^]*Puskesos Keden[^]*0800/)
      // Nobody leaves before it was handed over: the browser's question is answered with no.
      const asked = counter.page.waitForEvent('dialog')
      await Promise.all([
        asked.then((question) => question.dismiss()),
        receipt.getByRole('link', { name: 'Buka kasus' }).click(),
      ])
      expect((await asked).message()).toContain('belum dicetak atau diberikan')
      await receipt.getByRole('button', { name: 'Sudah saya berikan' }).click()
      const casePath = (await receipt.getByRole('link', { name: 'Buka kasus' }).getAttribute('href')) ?? ''

      // The back office checks the data and categorises in one, and refers: each dialog shows the story, and what follows
      // from the record is there already.
      const office = await world.signIn('operator.sragen')
      const manager = await world.signIn('manajer.sragen')
      const institution = await world.signIn('lembaga3.sragen')
      const cost = await countCost([office.page, manager.page, institution.page])
      await office.go(casePath)
      await office.page.getByRole('button', { name: 'Catat hasil pengecekan data' }).click()
      const dialog = office.page.getByRole('dialog')
      await dialog.getByRole('region', { name: 'Cerita warga' }).getByText('Rumah bocor').waitFor()
      expect(await dialog.getByRole('radio', { name: 'Terdata', exact: true }).isChecked()).toBe(true)
      await dialog.getByRole('button', { name: 'Rumah tidak layak huni' }).click()
      await expectValue(dialog.getByRole('combobox', { name: /^Sektor/ }), 'Perumahan')
      await expectValue(dialog.getByRole('combobox', { name: /^Pemilik program/ }), 'Kabupaten/kota')
      await office.checkPage('case: screening and category dialog')
      await dialog.getByRole('button', { name: 'Catat hasil pengecekan data' }).click()
      await office.page.getByRole('button', { name: 'Rujuk ke lembaga', exact: true }).click()
      await expectValue(dialog.getByRole('combobox', { name: /Lembaga/ }), 'Dinas Perumahan dan Permukiman Sragen')
      await dialog.getByRole('textbox', { name: /Yang diminta/ }).fill('Mohon disurvei dan ditangani.')
      await office.checkPage('case: referral dialog')
      await dialog.getByRole('button', { name: 'Rujuk ke lembaga', exact: true }).click()
      // Nobody has approved it yet: the page says so, and whose turn it is.
      await office.page.getByRole('main').getByText('Rujukan menunggu persetujuan').first().waitFor()
      await office.page.getByRole('note').filter({ hasText: 'manajer atau koordinator' }).waitFor()
      expect(await office.page.getByRole('main').getByText('bukan wewenang').count()).toBe(0)
      await office.checkPage('case: referred')

      // The manager finds it among his decisions and approves; it goes out at once.
      const referralLink = manager.page.getByRole('region', { name: 'Menunggu keputusan Anda' })
      await manager.page.reload()
      await referralLink.getByRole('button', { name: /^Lihat semua/ }).press('Enter')
      await referralLink
        .getByRole('listitem')
        .filter({ hasText: `Rujukan ${ticket}` })
        .getByRole('link')
        .click()
      await manager.page.getByRole('button', { name: 'Setujui rujukan', exact: true }).click()
      await manager.page.getByRole('main').getByText('Dikirim').first().waitFor()
      await manager.checkPage('referral')
      const referralPath = new URL(manager.page.url()).pathname

      // The institution finds it, accepts and starts in one, and records the result.
      await institution.page.reload()
      await institution.page.getByRole('main').locator(`a[href="${referralPath}"]`).first().click()
      await institution.page.getByRole('region', { name: 'Cerita warga' }).getByText('Rumah bocor').waitFor()
      const helped = institution.page.getByRole('region', { name: 'Warga yang dilayani' })
      expect(await helped.innerText()).toMatch(/Sutrisno[^]*RT \d+ RW \d+[^]*Keden[^]*9901 \*{4} \*{4} \*{4}/)
      await institution.checkPage('referral of the institution')
      await institution.page.getByRole('button', { name: 'Terima rujukan', exact: true }).click()
      await institution.page.getByRole('button', { name: 'Catat hasil' }).click()
      await institution.page.getByRole('dialog').getByRole('radio', { name: 'Terlayani' }).click()
      await institution.page.getByRole('dialog').getByRole('textbox').first().fill('Atap sudah diganti.')
      await institution.page.getByRole('dialog').getByRole('button', { name: 'Catat hasil' }).click()
      await institution.page.getByRole('dialog').waitFor({ state: 'detached' })

      // The manager determines the outcome, which begins with what the institution answered.
      await manager.go('/')
      await referralLink.getByRole('button', { name: /^Lihat semua/ }).press('Enter')
      await referralLink.locator(`a[href="${casePath}"]`).click()
      await manager.page.getByRole('button', { name: 'Tetapkan hasil' }).click()
      const outcome = manager.page.getByRole('dialog')
      await outcome
        .getByRole('region', { name: /^Jawaban Dinas Perumahan/ })
        .getByText('Atap sudah diganti.')
        .waitFor()
      await expectValue(outcome.getByRole('combobox', { name: /^Hasil akhir/ }), 'Terlayani')
      await outcome.getByRole('textbox', { name: /Keterangan untuk warga/ }).fill('Atap rumah sudah diganti.')
      await outcome.getByRole('textbox').last().fill('Catatan dalam kantor.')
      await manager.checkPage('case: outcome dialog')
      await outcome.getByRole('button', { name: 'Tetapkan hasil' }).click()
      await manager.page.getByRole('button', { name: 'Tutup kasus' }).waitFor()
      // From the check of the data to the outcome. Measured, and it may only fall.
      expect(cost).toEqual({ clicks: 15, dialogs: 4 })
      // The words of the institution stay with its leg.
      await manager.page.getByRole('region', { name: 'Rujukan' }).getByText('Atap sudah diganti.').waitFor()
      await manager.page.getByRole('button', { name: 'Tutup kasus' }).click()
      await manager.page.getByRole('radio', { name: 'Telepon' }).click()
      await manager.page.getByRole('dialog').getByRole('button', { name: 'Tutup kasus' }).click()
      await manager.page.getByRole('main').getByText('Ditutup').first().waitFor()
      await manager.checkPage('case: closed')

      // The person's history names the ticket and leads to the case.
      await office.page
        .getByRole('region', { name: 'Warga' })
        .getByRole('link', { name: 'Buka data warga' })
        .first()
        .click()
      const told = office.page.getByRole('main').getByRole('link', { name: `Kasus dirujuk · ${ticket}` })
      expect(await told.getAttribute('href')).toBe(casePath)

      // The citizen looks, without an account; ticket and secret never leave the fragment.
      const citizen = await world.visit({ width: 390 })
      await citizen.go(`/status#ticket=${ticket}&secret=${secret}`)
      await citizen.page.getByText('Ditutup').first().waitFor()
      await citizen.checkPage('status for the citizen')
      const shown = await citizen.page.getByRole('main').innerText()
      expect(shown).toContain(ticket)
      expect(shown).toMatch(/Atap rumah sudah diganti[^]*Langkah berikutnya[^]*Puskesos Keden[^]*0800/)
      expect(shown).not.toContain('Sutrisno')
      expect(shown).not.toContain('Catatan dalam kantor')

      // The paper is lost: the counter gives a new code, and the old one shows nothing.
      await counter.go(casePath)
      await counter.page.getByRole('button', { name: 'Terbitkan kode baru' }).click()
      await counter.page.getByRole('dialog').getByRole('radio', { name: 'Kartu keluarga' }).click()
      await counter.checkPage('case: new code dialog')
      await counter.page.getByRole('dialog').getByRole('button', { name: 'Terbitkan kode baru' }).click()
      await receipt.waitFor()
      const [, renewed = ''] = await receipt.getByRole('definition').allInnerTexts()
      expect(renewed).toMatch(/^[A-Z0-9]{16}$/)
      expect(renewed).not.toBe(secret)
      // On a slip of 58 mm stands the receipt, and nothing else of the page.
      await counter.page.evaluate('window.print = () => undefined')
      await receipt.getByRole('button', { name: 'Cetak 58 mm' }).click()
      await receipt.getByText('Sudah diberikan kepada warga.').waitFor()
      await counter.page.emulateMedia({ media: 'print' })
      expect(await counter.page.getByRole('heading', { name: 'Cerita warga' }).count()).toBe(0)
      const slip = await receipt.boundingBox()
      expect([slip?.x, slip?.width]).toEqual([0, expect.closeTo((50 / 25.4) * 96, 0)])
      expect((await receipt.getByRole('img', { name: /QR/ }).boundingBox())?.width).toBeGreaterThan(100)
      const paper = (await counter.page.pdf({ preferCSSPageSize: true })).toString('latin1')
      // 58 mm wide, in points.
      expect(new Set(paper.match(/\/MediaBox \[0 0 \d+/g))).toEqual(new Set(['/MediaBox [0 0 163']))
      await counter.page.emulateMedia({ media: 'screen' })
      await citizen.page.getByRole('button', { name: 'Perbarui' }).click()
      await citizen.page.getByText('Laporan tidak ditemukan').waitFor()

      // The audit log tells the story.
      await manager.go('/audit')
      await manager.page.getByRole('main').getByText('Tutup kasus').first().waitFor()
      await manager.checkPage('audit')
      // A day that does not exist is said to be none, though no form is there to say so.
      await manager.page.getByLabel('Sejak').fill('31/02/2026')
      await manager.page.getByText('Tanggal ini tidak ada.').waitFor()
      await manager.checkPage('audit, no date')
    }),
  240_000,
)

test(
  'the institution declines with a reason, and the complaint comes back to the officer',
  () =>
    world.journey('declined', async () => {
      const institution = await world.signIn('lembaga2.sragen')
      const { page } = institution
      await institution.go('/rujukan/masuk')
      const row = page.getByRole('row').filter({ hasText: 'Dikirim' }).first()
      const ticket = /3314-[A-Z0-9]+/.exec(await row.innerText())?.[0] ?? ''
      await row.getByRole('link').first().click()
      await page.getByRole('button', { name: 'Tolak rujukan' }).click()
      const dialog = page.getByRole('dialog')
      await institution.checkPage('decline dialog')
      const reason = 'Bukan wilayah layanan kami.'
      const choice = dialog.getByRole('combobox').first()
      if (await choice.count()) {
        await choice.click()
        await page.getByRole('option', { name: /wilayah/i }).click()
      } else await dialog.getByRole('radio', { name: /wilayah/i }).click()
      await dialog.getByRole('textbox').last().fill(reason)
      await dialog.getByRole('button', { name: 'Tolak rujukan' }).click()
      await page.getByRole('main').getByText('Ditolak').first().waitFor()

      const office = await world.signIn('operator.sragen')
      await office.go('/kasus?tampilan=semua')
      await office.page.getByLabel('Nomor tiket').fill(ticket)
      await office.page.keyboard.press('Enter')
      // The list narrows to the one ticket before its row is opened.
      await office.page.getByRole('row').nth(2).waitFor({ state: 'detached' })
      await office.page.getByRole('row').filter({ hasText: ticket }).getByRole('link').first().click()
      await office.page.getByRole('main').getByText('Sudah dipilah').first().waitFor()
      await office.page.getByText(reason).first().waitFor()
      await office.checkPage('a case that came back')
    }),
  120_000,
)
