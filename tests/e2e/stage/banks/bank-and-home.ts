/** A demo bank and the home of one of its customers, however the bank runs. */
import path from 'node:path'
import { expect } from '@playwright/test'
import { storedCertificates, type StoredCertificate, storedKeys } from '../nss-database.ts'

export interface Customer {
  readonly customerId: string
  readonly name: string
  readonly password: string
}

/** What the bank knows and has sent. */
interface BankState {
  readonly customers: Customer[]
  readonly mails: readonly { readonly to: string; readonly text: string }[]
}

export abstract class BankAndHome {
  constructor(readonly folder: string) {}

  abstract bankState(): Promise<BankState>

  async customers(): Promise<Customer[]> {
    return (await this.bankState()).customers
  }

  /** The first customer and the one-time acquisition password that the bank mailed. */
  async invited(): Promise<{ customerId: string; password: string }> {
    const { customers, mails } = await this.bankState()
    const passwords = mails.flatMap(
      ({ text }) => /取得用パスワード[^A-Za-z0-9]*([A-Za-z0-9-]{8,})/.exec(text)?.[1] ?? [],
    )
    expect(passwords.length).toBeGreaterThan(0)
    return { customerId: customers[0]!.customerId, password: passwords[0]! }
  }

  private get database(): string {
    return path.join(this.folder, 'home/.pki/nssdb')
  }

  /** The certificates that the key store offers to choosers. */
  storedCertificates(): StoredCertificate[] {
    return storedCertificates(this.database)
  }

  /** The private keys in the key store. */
  storedKeys(): number {
    return storedKeys(this.database)
  }
}
