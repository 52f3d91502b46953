/** What a bank, or somebody in its place, sends as bytes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { sign } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, it } from 'vitest'
import { readMessage as readAtTheBank } from '../../../main/demo-bank/cmp/reading.ts'
import { readBase64 } from '../../../main/bank/est/base64.ts'
import { readRequestBody } from '../../../main/demo-bank/est/messages.ts'
import { success } from '../../../main/renewal/errors.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { readCertificates, writeCertificates } from '../../../main/x509/cms.ts'
import { readCsrAttributes, writeCsrAttributes } from '../../../main/x509/csr-attributes/attributes.ts'
import {
  decode,
  decodeBer,
  encode,
  hex,
  integer,
  nullValue,
  objectIdentifier,
  sequence,
} from '../../../main/x509/der.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { buildRequest, readRequest } from '../../../main/x509/request.ts'
import { requestTemplate, requestedAttributes } from '../../../main/x509/csr-attributes/requested.ts'
import { findSuccessions } from '../../../main/x509/chain/rollover.ts'
import {
  certificateSigning,
  day,
  extension,
  issue,
  makeAuthority,
  makeKeys,
  nameOf,
  now,
  rsaKeys,
} from '../../unit/x509/authority.ts'
import { certificatesIn, conversation, missing, signed, withSecret } from '../../unit/x509/cmp/openssl-messages.ts'
import { bytesLike, survives, textLike } from './hostile-input.ts'

const { root, middle, leaf } = makeAuthority()
const certificate = leaf(rsaKeys())
const bag = writeCertificates([certificate, middle, root])

describe('whatever the bytes are', { timeout: 60 * 60_000 }, () => {
  it('ASN.1 is read or refused', async () => {
    await survives(bytesLike(certificate, bag), decode, { throws: true })
    await survives(bytesLike(certificate, bag), decodeBer, { throws: true })
  })

  it('a certificate is read or refused', () => survives(bytesLike(certificate, middle, root), readCertificate))

  it('a certs-only message is read or refused', () => survives(bytesLike(bag), readCertificates))

  it('a chain is built or not', () =>
    survives(bytesLike(certificate, middle, root), (bytes) => {
      checkChain(bytes, [middle], [root], { now, purpose: 'clientAuth' })
      checkChain(certificate, [bytes, middle], [root], { now, purpose: 'clientAuth' })
      checkChain(certificate, [middle], [bytes], { now, purpose: 'any' })
    }))

  it('a new root follows an old one or not', async () => {
    const authority = { subject: 'Bank Root', extensions: [extension.basicConstraints(true), certificateSigning] }
    const [oldKeys, newKeys] = [makeKeys(), makeKeys()]
    const oldRoot = issue({ ...authority, keys: oldKeys })
    const newRoot = issue({ ...authority, keys: newKeys, notAfter: now + 5000 * day })
    const link = issue({ ...authority, keys: newKeys, signer: oldKeys })
    await survives(bytesLike(newRoot, link), (bytes) => findSuccessions([bytes, newRoot, link], [oldRoot], now))
  })

  it('wishes for requests are understood or refused', async () => {
    const template = encode(sequence(integer(0), sequence(objectIdentifier('2.5.4.3')), nullValue()))
    const requested = writeCsrAttributes(['1.2.840.113549.1.1.11', { type: requestTemplate, values: [template] }])
    await survives(bytesLike(requested), (bytes) => {
      const read = readCsrAttributes(bytes)
      if (read.ok) requestedAttributes(read.value)
    })
  })

  it('a request is read or refused, and so is its base64', async () => {
    const { privateKey, spki } = rsaKeys()
    const names = { subject: hex(encode(nameOf('株式会社こうしん'))), subjectAltName: undefined }
    const built = await buildRequest(names, spki, async (info) => success(sign('sha256', info, privateKey)))
    if (!built.ok) throw new Error(built.failure.code)
    await survives(bytesLike(built.value), readRequest)
    await survives(bytesLike(Buffer.from(Buffer.from(built.value).toString('base64'))), (bytes) => {
      readBase64(bytes)
      readRequestBody(bytes)
    })
  })

  it('PEM is read or refused', () =>
    survives(textLike(derToPem(root) + derToPem(middle), `subject=CN\n${derToPem(root)}`), pemToDer))
})

describe.skipIf(missing !== undefined)('whatever is said in CMP', { timeout: 60 * 60_000 }, () => {
  let messages: readonly Uint8Array[]
  beforeAll(() => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-fuzz-'))
    certificatesIn(folder)
    const talks = [conversation(folder, 'kur', signed), conversation(folder, 'ir', withSecret)]
    messages = talks.flatMap(({ sent, received }) => [...sent, ...received]).map((one) => new Uint8Array(one))
    rmSync(folder, { recursive: true, force: true })
  })

  it('our client reads it or refuses it', () => survives(bytesLike(...messages), readMessage))

  it('the demo bank reads it or refuses it', () => survives(bytesLike(...messages), readAtTheBank, { throws: true }))
})
