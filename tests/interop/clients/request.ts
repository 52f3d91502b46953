/** Keys and PKCS#10 requests by OpenSSL, for clients that take them from files. */
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openssl, privateKey, yamada } from '../../protocol/peers/openssl.ts'
import type { Request } from './client.ts'

interface Prepared {
  /** PEM files. */
  readonly key: string
  readonly request: string
  /** The request, DER. */
  readonly der: Buffer
}

/** Kinds of keys as OpenSSL names them. */
export const opensslKinds = { rsa: 'rsa:2048', ec: 'prime256v1', 'ec-p384': 'secp384r1' } as const

/** The names of the demo bank's first customer; BMPString is what OpenSSL's oldest mask has for Japanese. */
export async function prepare({ folder, keys, strings }: Request): Promise<Prepared> {
  const place = mkdtempSync(path.join(folder, 'request-'))
  const [key, settings, request] = ['own.key', 'own.cnf', 'own.csr'].map((name) => path.join(place, name))
  writeFileSync(key!, await privateKey(opensslKinds[keys]))
  const mask = strings === 'bmp' ? 'default' : 'utf8only'
  writeFileSync(settings!, `[req]\nprompt = no\nstring_mask = ${mask}\ndistinguished_name = names\n[names]\n`)
  const names = ['-utf8', '-subj', yamada.subject, '-addext', `subjectAltName=email:${yamada.email}`]
  const hash = keys === 'ec-p384' ? '-sha384' : '-sha256'
  const made = await openssl(['req', '-new', hash, '-config', settings!, '-key', key!, ...names])
  writeFileSync(request!, made)
  const der = await openssl(['req', '-in', request!, '-outform', 'DER'])
  return { key: key!, request: request!, der }
}

export function readOrNone(der: Buffer): X509Certificate | undefined {
  return der.length === 0 ? undefined : new X509Certificate(der)
}
