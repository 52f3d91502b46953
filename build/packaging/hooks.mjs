/** What electron-builder calls while it packs (electron-builder.yml). */
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inRoot } from '../lib/root.mjs'
import { guidOf } from './guids.mjs'
import { licencesFile, licencesText } from './licences.mjs'
import { packedProduct } from './packed-product.mjs'

/**
 * Once Electron has been copied: its default app, and the loader of a development Electron, would otherwise stand
 * beside ours, and Electron prefers an unpacked `app` folder to `app.asar`. In their place come the licences.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  for (const name of ['app', 'default_app.asar']) {
    await rm(path.join(appOutDir, resources, name), { recursive: true, force: true })
  }
  const { program } = await packedProduct()
  // Of which a bank's own app consists, too.
  const own = program === 'koshin' ? '' : `Koshin\n\n${await readFile(inRoot('LICENSE'), 'utf8')}\n`
  await writeFile(path.join(appOutDir, resources, licencesFile), own + licencesText())
}

/** What electron-builder's MSI lacks and its NSIS installer has from build/packaging/installer.nsh. */
const addresses = (product) => `<Component Id="ownAddresses" Guid="${guidOf(product, 'addresses')}">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\${product.scheme}">
          <RegistryValue Type="string" Value="URL:${product.name.en}" KeyPath="yes"/>
          <RegistryValue Name="URL Protocol" Type="string" Value=""/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\${product.scheme}\\shell\\open\\command">
          <RegistryValue Type="string" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>`
/** What opens bank files, as the NSIS installer has it, too. */
const bankFiles = (product) => `<Component Id="ownBankFiles" Guid="${guidOf(product, 'bankFiles')}">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\.${product.bankFileEnding}">
          <RegistryValue Type="string" Value="${product.fileClass}" KeyPath="yes"/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\${product.fileClass}">
          <RegistryValue Type="string" Value="${product.name.en} bank file"/>
        </RegistryKey>
        <RegistryKey Root="HKLM" Key="Software\\Classes\\${product.fileClass}\\shell\\open\\command">
          <RegistryValue Type="string" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>`

/**
 * The daily renewals and looks (main/schedule/task-scheduler.ts) of all users go when the app is removed, not when a newer one
 * takes its place; as the NSIS installer does it. That a machine lets nobody run PowerShell does not keep the app there.
 */
const tasks = ({ folder }) => {
  const command = `-NoProfile -NonInteractive -Command &quot;Get-ScheduledTask -TaskPath '\\${folder}\\' -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false&quot;`
  return `<CustomAction Id="ownPowerShell" Property="OWNPOWERSHELL" Value="[System64Folder]WindowsPowerShell\\v1.0\\powershell.exe" Execute="immediate"/>
    <CustomAction Id="ownTasks" Property="OWNPOWERSHELL" ExeCommand="${command}" Execute="deferred" Impersonate="no" Return="ignore"/>
    <InstallExecuteSequence>
      <Custom Action="ownPowerShell" Before="InstallInitialize">REMOVE = "ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
      <Custom Action="ownTasks" After="InstallInitialize">REMOVE = "ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
    </InstallExecuteSequence>`
}

/** Shown in Windows' list of programs, from which it is removed. */
const stays = ({ name }) =>
  `<Property Id="ARPCOMMENTS" Value="Certificates, keys and settings stay when ${name.en} is removed. / 削除しても、電子証明書と鍵、設定は残ります。"/>`

/** Once the WiX project of the MSI is written. */
export async function msiProjectCreated(file) {
  const product = await packedProduct()
  const project = await readFile(file, 'utf8')
  const [head, components] = ['<MediaTemplate ', '</ComponentGroup>']
  if (![head, components].every((mark) => project.split(mark).length === 2))
    throw new Error(`${file}: not as electron-builder 26 writes it`)
  await writeFile(
    file,
    project
      .replace(head, () => `${stays(product)}\n    ${tasks(product)}\n    ${head}`)
      .replace(components, () => `${addresses(product)}\n      ${bankFiles(product)}\n    ${components}`),
  )
}
