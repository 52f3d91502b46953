import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A root certificate of nobody's, as PEM text. */
export function makeRoot(folder: string): string {
  const file = path.join(folder, 'root.pem')
  const make = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-subj',
    '/CN=CA',
    '-days',
    '9',
  ]
  execFileSync('openssl', [...make, '-out', file], { stdio: 'ignore' })
  return readFileSync(file, 'utf8')
}
