import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import koffi from 'koffi'
import { describe, expect, it } from 'vitest'
import { surroundingApp } from '../../../../main/keystore/macos/access.ts'
import { word } from '../../../../main/keystore/macos/core-foundation.ts'
import { bind, flags, index, pointerAt, range } from '../../../../main/keystore/macos/foreign.ts'
import { openMacosKeyStore } from '../../../../main/keystore/macos/macos-key-store.ts'

/** The C library of a system on which `long` is what it is on macOS, and a pointer variable in it. */
const systems: Partial<Record<NodeJS.Platform, readonly [library: string, variable: string]>> = {
  linux: ['libc.so.6', 'stdout'],
  darwin: ['/usr/lib/libSystem.B.dylib', '__stdoutp'],
}
const system = systems[process.platform]
if (system === undefined) console.warn(`C types of macOS not checked: \`long\` is another on ${process.platform}`)

describe.skipIf(system === undefined)('the C types of macOS, 64-bit on x64 and arm64 alike,', () => {
  const [file, variable] = system ?? ['', '']

  it('have the sizes of CFBase.h, MacTypes.h and SecKeychain.h', () => {
    const sizes = { [index]: 8, [flags]: 8, 'void *': word, int32_t: 4, uint32_t: 4, uint8_t: 1 }
    for (const [type, size] of Object.entries(sizes)) expect([type, koffi.sizeof(type)]).toEqual([type, size])
  })

  it('have CFRange as two CFIndex, one after the other', () => {
    expect(koffi.sizeof(range)).toBe(16)
    expect(koffi.alignof(range)).toBe(8)
    expect([koffi.offsetof(range, 'location'), koffi.offsetof(range, 'length')]).toEqual([0, 8])
  })

  it('come back as numbers, pointers as bigint, and NULL and nothing as null', () => {
    const library = koffi.load(file)
    const calls = new Map(
      bind(library, {
        strlen: [index, ['void *']],
        memchr: ['void *', ['void *', 'int32_t', flags]],
        free: ['void', ['void *']],
        ldiv: [range, [index, index]],
      }),
    )
    const text = Buffer.from('abc\0')
    expect(calls.get('strlen')?.(text)).toBe(3)
    expect(calls.get('memchr')?.(text, 0x62, 3)).toBe(koffi.address(text) + 1n)
    expect(calls.get('memchr')?.(text, 0x78, 3)).toBeNull()
    expect(calls.get('free')?.(null)).toBeNull()
    // ldiv_t has CFRange's shape, and comes by value as CFRange goes.
    expect(calls.get('ldiv')?.(17, 5)).toEqual({ location: 3, length: 2 })
  })

  it('are found where constants are: in a variable, not at its address', () => {
    const library = koffi.load(file)
    const held = pointerAt(library, variable)
    const bytes = koffi.decode(library.symbol(variable), 'uint8_t', word) as number[]
    expect(held).toBe(Buffer.from(bytes).readBigUInt64LE())
    expect(held).not.toBe(library.symbol(variable))
  })
})

describe('the frameworks', () => {
  it.skipIf(process.platform === 'darwin')('that are not there are said to be missing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-macos-'))
    expect(openMacosKeyStore(folder).list()).toMatchObject({ failure: { code: 'keystore.software-missing' } })
    rmSync(folder, { recursive: true })
  })
})

describe('the app that a key is made for', () => {
  const helper = '/Contents/Frameworks/Koshin Helper.app/Contents/MacOS/Koshin Helper'

  it('is the outer one around the program of the key store', () => {
    expect(surroundingApp(`/Applications/Koshin.app${helper}`)).toBe('/Applications/Koshin.app')
    expect(surroundingApp(`/Users/更新 花子/My.apps/Koshin.app${helper}`)).toBe('/Users/更新 花子/My.apps/Koshin.app')
  })

  it('is none where a program stands alone', () => {
    expect(surroundingApp('/usr/local/bin/node')).toBeUndefined()
    expect(surroundingApp('/opt/x.app')).toBeUndefined()
  })
})
