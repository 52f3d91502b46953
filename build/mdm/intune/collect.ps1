<#
  Intune, platform script or the detection script of a remediation without one that remediates: keeps what `status` tells of
  this computer in a folder that many computers write into: a file for each, of which `npm run fleet-report` makes its page
  and table. Set $folder, in which users may make and change files, and the same two settings as for detect.ps1. On the
  computer it changes nothing.
#>
$folder = '\\files.corp.example\koshin'
$places = "$env:ProgramFiles\Koshin\Koshin.exe", "$env:LOCALAPPDATA\Programs\Koshin\Koshin.exe"
$koshin = $places | Where-Object { Test-Path $_ } | Select-Object -First 1
if (-not $koshin) { Write-Output 'Koshin is not installed'; exit 0 }
if (-not (Test-Path $folder -PathType Container)) { Write-Output 'no folder'; exit 1 }

$file = New-TemporaryFile
$null = Start-Process $koshin '--unattended', 'status', '--all-banks' -Wait -PassThru -RedirectStandardOutput $file.FullName
$lines = @(Get-Content $file.FullName -Encoding UTF8 | Where-Object { $_ -match '"event":"result"' })
Remove-Item $file.FullName
# Yesterday's stays, and the report names the computer that has told nothing since.
if ($lines.Count -eq 0) { Write-Output 'no answer'; exit 1 }
try {
  [IO.File]::WriteAllLines((Join-Path $folder "$env:COMPUTERNAME.json"), [string[]]$lines)
  Write-Output 'kept'
  exit 0
} catch {
  Write-Output 'not written'
  exit 1
}
