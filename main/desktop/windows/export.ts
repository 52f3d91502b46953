/** What a user takes out of the app: a field of a certificate, its public part as a file, a page as PDF. Never a key. */
import { writeFile } from 'node:fs/promises'
import { type BrowserWindow, clipboard, dialog, type FileFilter } from 'electron'
import type { CopyField, SupportFile, View } from '../../../preload/contract.ts'
import type { FailureCode } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import { derToPem } from '../../x509/pem.ts'
import { menuWords } from '../words/menu-words.ts'
import { language, japanTime } from '../words/words.ts'
import { copyFailure } from './copy-failure.ts'

interface ExporterPorts {
  readonly keyStore: Pick<KeyStore, 'list'>
  /** The one that asks, and what it shows. */
  readonly window: () => BrowserWindow | undefined
  readonly view: () => View
  readonly support: {
    readonly collect: () => Promise<readonly { readonly name: string; readonly text: string }[]>
    readonly zip: (files: readonly { readonly name: string; readonly text: string }[]) => Uint8Array
  }
}

/** Characters of a file that its window shows. */
const longestPreview = 20_000

/** What no file system takes, and what a shell would read as more than a name. */
const notInNames = /[\\/:*?"<>|\p{Cc}]/gu

/** By what it is, whose, and when, so that a folder of them can be read. */
export function fileName(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(notInNames, '_').replaceAll(/\s+/g, ' ').trim().slice(0, 80)).join(' ')
}

/** `2026-12-26`, the day in Japan. */
const dateInJapan = (time: number): string => new Date(time + 9 * 60 * 60 * 1000).toISOString().slice(0, 10)

export type Exporter = ReturnType<typeof createExporter>

export function createExporter({ keyStore, window, view, support }: ExporterPorts) {
  /** The page never says what is copied or saved, only that it is: it is always what it was given to show. */
  function shown() {
    const now = view()
    return now.window === 'main' || now.window === 'completion' ? now.certificate : undefined
  }

  let asking = false

  /** Nothing is written where the user cancels; tells whether something was. @throws Error when the file cannot be written */
  async function save(
    title: string,
    name: string,
    filter: FileFilter,
    content: () => Promise<string | Buffer>,
  ): Promise<boolean> {
    const parent = window()
    // A page that was taken over must not bury its user under dialogs.
    if (parent === undefined || asking) return false
    asking = true
    const options = { title, defaultPath: `${name}.${filter.extensions[0]}`, filters: [filter] }
    const { canceled, filePath } = await dialog.showSaveDialog(parent, options).finally(() => (asking = false))
    if (canceled || filePath === '') return false
    await writeFile(filePath, await content())
    return true
  }

  /** The bundle that the user was shown: that one is saved, whatever has happened since. */
  let bundle: Awaited<ReturnType<typeof support.collect>> = []
  /** It asks bank and key store: once at a time, however often a page that was taken over wants it. */
  let collecting: ReturnType<typeof support.collect> | undefined

  const words = () => menuWords[language()]

  return {
    async copy(field: CopyField): Promise<void> {
      const certificate = shown()
      if (certificate === undefined) return
      const value = certificate[field]
      await clipboard.writeText(typeof value === 'number' ? japanTime(value) : value)
    },
    copyFailure: (code: FailureCode) => copyFailure(view(), code),
    async exportCertificate(): Promise<void> {
      const certificate = shown()
      if (certificate === undefined) return
      const listed = await keyStore.list({})
      const found = listed.ok ? listed.value.find(({ thumbprint }) => thumbprint === certificate.thumbprint) : undefined
      if (found === undefined) throw new Error('the certificate is not in the key store')
      const { exportTitle, exportName, exportType } = words()
      const filter = { name: exportType, extensions: ['pem'] }
      await save(exportTitle, `${exportName}-${certificate.serial}`, filter, () => Promise.resolve(derToPem(found.der)))
    },
    async supportContents(): Promise<readonly SupportFile[]> {
      if (view().window !== 'help') return []
      collecting ??= support.collect().finally(() => (collecting = undefined))
      bundle = await collecting
      return bundle.map(({ name, text }) => ({
        name,
        size: Buffer.byteLength(text),
        text: text.slice(-longestPreview),
      }))
    },
    async saveSupport(): Promise<void> {
      if (view().window !== 'help' || bundle.length === 0) return
      const { supportTitle, supportName } = words()
      const shownFiles = bundle
      await save(supportTitle, supportName, { name: 'ZIP', extensions: ['zip'] }, () =>
        Promise.resolve(Buffer.from(support.zip(shownFiles))),
      )
    },
    async savePage(): Promise<boolean> {
      const now = view()
      if (now.window !== 'completion') return false
      const { printTitle, printName } = words()
      const name = fileName(printName, now.certificate.holder, dateInJapan(now.completedAt))
      return save(printTitle, name, { name: 'PDF', extensions: ['pdf'] }, async () => {
        const printed = await window()?.webContents.printToPDF({ pageSize: 'A4', printBackground: true })
        if (printed === undefined) throw new Error('the window was closed')
        return printed
      })
    },
  }
}
