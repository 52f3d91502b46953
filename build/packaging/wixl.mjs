/**
 * Debian's wixl in the place of the WiX Toolset, which is downloaded: electron-builder calls this when it has written the
 * MSI's project. It gets our own additions, as in a release, then what wixl cannot read is taken out of it: all windows,
 * the condition on Windows' version, the shortcut's AppUserModelID, files in subfolders, and all that is not ASCII.
 */
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { guidOf } from './guids.mjs'
import { msiProjectCreated as addOurs } from './hooks.mjs'
import { packedProduct } from './packed-product.mjs'

export async function msiProjectCreated(file) {
  await addOurs(file)
  const { KOSHIN_TRIAL_APP: app = '', KOSHIN_TRIAL_RESULT: result = '' } = process.env
  // wixl finds files only from where its project is.
  const folder = path.dirname(app)
  const project = path.join(folder, 'project.wxs')
  await writeFile(project, forWixl(await readFile(file, 'utf8'), await packedProduct()))
  execFileSync('wixl', ['--arch', 'x64', '-D', `appDir=${path.basename(app)}`, '-o', result, project], {
    cwd: folder,
    stdio: 'inherit',
  })
  // Else electron-builder would go on to what it would have to download.
  process.exit(0)
}

function forWixl(project, product) {
  let components = 0
  return (
    project
      .replace('http://wixtoolset.org/schemas/v4/wxs', 'http://schemas.microsoft.com/wix/2006/wi')
      .replace(/<(Condition|UI)( [^>]*)?>.*?<\/\1>/gs, '')
      .replace(/<(UIRef|WixVariable|ShortcutProperty|Icon) [^>]*\/>/g, '')
      .replace(/<Directory Id="[^"]+" Name="APPLICATIONFOLDER:[^>]*\/>/g, '')
      .replace(/<Component Directory=.*?<\/Component>/gs, '')
      .replace(/ (AllowSameVersionUpgrades|CompressionLevel|Secure|ReadOnly|Icon)="[^"]*"/g, '')
      // candle makes up an ID for each, and takes -arch for all of them. wixl would make up one GUID for files of the same name
      // of all products, and Windows then keep the one's file for the other.
      .replace(/<Component>(?=\s*<File Name="([^"]+)")/g, (_, name) => {
        return `<Component Id="component${++components}" Guid="${guidOf(product, name)}">`
      })
      .replace(/<Component /g, '<Component Win64="yes" ')
      // wixl takes any dollar for the beginning of a variable.
      .replaceAll('$false', '$$$$false')
      .replace(/(<ComponentGroup .*<\/ComponentGroup>)\s*<\/Product>/s, '</Product><Fragment>$1</Fragment>')
      .replace(/[^\n\x20-\x7e]/g, '')
  )
}
