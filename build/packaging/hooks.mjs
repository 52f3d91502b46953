/** What electron-builder calls while it packs (electron-builder.yml). */
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { licencesFile, licencesText } from './licences.mjs'

/**
 * Once Electron has been copied: its default app, and the loader of a development Electron, would otherwise stand
 * beside ours, and Electron prefers an unpacked `app` folder to `app.asar`. In their place come the licences.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  for (const name of ['app', 'default_app.asar']) {
    await rm(path.join(appOutDir, resources, name), { recursive: true, force: true })
  }
  await writeFile(path.join(appOutDir, resources, licencesFile), licencesText())
}

/** What electron-builder's MSI lacks and its NSIS installer has from build/packaging/installer.nsh. */
const addresses = `<Component Id="koshinAddresses" Guid="5B0C8E0B-6E63-4E0B-8C55-0B6C0E5C2C57">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\koshin">
          <RegistryValue Type="string" Value="URL:Koshin" KeyPath="yes"/>
          <RegistryValue Name="URL Protocol" Type="string" Value=""/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\koshin\\shell\\open\\command">
          <RegistryValue Type="string" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>`
/** What opens bank files, as the NSIS installer has it, too. */
const bankFiles = `<Component Id="koshinBankFiles" Guid="0A4F2C59-3C0D-4E0B-9E4E-6D1E5F5B7A10">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\.koshin-bank">
          <RegistryValue Type="string" Value="Koshin.BankFile" KeyPath="yes"/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\Koshin.BankFile">
          <RegistryValue Type="string" Value="Koshin bank file"/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\Koshin.BankFile\\shell\\open\\command">
          <RegistryValue Type="string" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>`
/** Shown in Windows' list of programs, from which it is removed. */
const stays = `<Property Id="ARPCOMMENTS" Value="Certificates, keys and settings stay when Koshin is removed. / 削除しても、電子証明書と鍵、設定は残ります。"/>`

/** Once the WiX project of the MSI is written. */
export async function msiProjectCreated(file) {
  const project = await readFile(file, 'utf8')
  const [head, components] = ['<MediaTemplate ', '</ComponentGroup>']
  if (![head, components].every((mark) => project.split(mark).length === 2))
    throw new Error(`${file}: not as electron-builder 26 writes it`)
  await writeFile(
    file,
    project
      .replace(head, () => `${stays}\n    ${head}`)
      .replace(components, () => `${addresses}\n      ${bankFiles}\n    ${components}`),
  )
}
