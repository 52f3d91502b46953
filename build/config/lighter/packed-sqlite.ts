/** SQLite for the demo bank, a third as large: its WebAssembly is compressed in the built app, and opened by the bank's process. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const script = createRequire(import.meta.url).resolve('node-sqlite3-wasm')
const packed = 'sqlite.wasm.br'

/** Emscripten's way to give a module its WebAssembly: by a `Module` that is there before it. */
const given = `var Module = { wasmBinary: require('node:zlib').brotliDecompressSync(
  require('node:fs').readFileSync(require('node:path').join(__dirname, '${packed}'))
) };`

export function packedSqlite(): Plugin {
  return {
    name: 'koshin:packed-sqlite',
    apply: 'build',
    transform: (code, id) => (id === script ? given + code : undefined),
    generateBundle() {
      const wasm = readFileSync(path.join(path.dirname(script), 'node-sqlite3-wasm.wasm'))
      // The highest quality takes six seconds for a tenth less.
      const source = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      this.emitFile({ type: 'asset', fileName: packed, source })
    },
  }
}
