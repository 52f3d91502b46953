/**
 * Where certificates wait that are out of the keychain: one file each, `<thumbprint>.der`, in a folder of the app's
 * own. macOS has no mark for a certificate that choosers are to pass over, so retiring one takes it out; its key
 * stays in the keychain.
 */
import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { thumbprintOf } from '../certificate-parts.ts'

const extension = '.der'

export class RetiredCertificates {
  constructor(private readonly folder: string) {}

  /** The DER of all of them; a file that was damaged is none. */
  all(): Uint8Array[] {
    const names = this.#names().filter((name) => name.endsWith(extension))
    return names.flatMap((name) => this.read(name.slice(0, -extension.length)) ?? [])
  }

  /** DER; undefined where there is none, or its file is no longer what was written. */
  read(thumbprint: string): Uint8Array | undefined {
    const der = unlessMissing(() => new Uint8Array(readFileSync(this.#file(thumbprint))))
    if (der === undefined || thumbprintOf(der) !== thumbprint) return undefined
    return der
  }

  /** Durable when it returns: the certificate is about to be taken out of the keychain. */
  keep(thumbprint: string, der: Uint8Array): void {
    this.prepare()
    const unfinished = path.join(this.folder, `${thumbprint}.tmp`)
    synced(openSync(unfinished, 'w', 0o600), (file) => writeFileSync(file, der))
    renameSync(unfinished, this.#file(thumbprint))
    // The new name is in the folder, which is a file of its own to the disk.
    synced(openSync(this.folder, 'r'))
  }

  forget(thumbprint: string): void {
    rmSync(this.#file(thumbprint), { force: true })
  }

  /** Makes the folder, for its owner alone, and sees whether it can be written. @throws Error of node:fs */
  prepare(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    this.checkWritable()
  }

  /** Can what is there be written? A folder that is not there yet is made when one is needed. @throws Error of node:fs */
  checkWritable(): void {
    unlessMissing(() => accessSync(this.folder, constants.R_OK | constants.W_OK))
  }

  #names(): string[] {
    return unlessMissing(() => readdirSync(this.folder)) ?? []
  }

  #file(thumbprint: string): string {
    return path.join(this.folder, `${thumbprint}${extension}`)
  }
}

function synced(file: number, write?: (file: number) => void): void {
  try {
    write?.(file)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
