/** Listing 1,000 certificates with keys in an NSS database, beside NSS' own certutil on the same database. */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'vitest'
import { createRemoteKeyStore } from '../../main/keystore/process/remote-key-store.ts'
import { forkWorker } from '../contract/forked-worker.ts'
import { enrol, valueOf } from '../contract/key-store.suite.ts'
import { median, tell } from './measure.ts'

const wanted = 1000
/** Pairs of a key and a certificate are what the store is asked for; making 1,000 keys takes minutes. */
const keys = 50

test('listing certificates', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'koshin-bench-'))
  const database = path.join(root, 'nssdb')
  const children: ChildProcess[] = []
  const store = createRemoteKeyStore({ location: database, startWorker: () => forkWorker((child) => children.push(child)) })
  for (let index = 0; index < wanted; index++) await enrol(store, `koshin-${index % keys}`, `利用者 ${index}`)

  const listed = valueOf(await store.list()).length
  const ours = await median(15, () => store.list())
  const certutil = await median(15, () => execFileSync('certutil', ['-L', '-d', `sql:${database}`], { stdio: 'ignore' }))
  tell(`list() of ${listed} certificates and ${keys} keys`, ours, { 'certutil -L': certutil })
  store.close()
  rmSync(root, { recursive: true })
}, 20 * 60_000)
