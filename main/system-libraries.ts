/** Windows' own libraries and programs, by the folder that Windows names: a variable could name another. */
import path from 'node:path'
import koffi, { type LibraryHandle } from 'koffi'

let known: string | undefined
/** koffi unloads a library with its last reference, whoever still calls into it. */
const loaded = new Map<string, LibraryHandle>()

/** System32. Windows' own loader is asked, not SystemRoot: whoever starts the app chooses its environment. */
export function systemFolder(): string {
  known ??= askForFolder()
  return known
}

/**
 * Out of that folder and nowhere else: by a bare name Windows would look beside the program first, where another may
 * have put one of the same name.
 *
 * @throws Error when it cannot be loaded
 */
export function systemLibrary(name: string): LibraryHandle {
  const library = loaded.get(name) ?? koffi.load(path.win32.join(systemFolder(), name))
  loaded.set(name, library)
  return library
}

/** MAX_PATH, in UTF-16 units. */
const longest = 260

function askForFolder(): string {
  // The one library that is in every process before its first line runs: its bare name can mean no other.
  const getSystemDirectory = koffi.load('kernel32.dll').func('GetSystemDirectoryW', 'uint32', ['void *', 'uint32'])
  const text = Buffer.alloc(longest * 2)
  const units = getSystemDirectory(text, longest) as number
  if (units === 0 || units > longest) throw new Error('Windows does not say where its libraries are')
  return text.toString('utf16le', 0, units * 2)
}
