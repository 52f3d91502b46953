<#
  Intune remediation, detection script: exit 1 starts remediate.ps1. Set "Run this script using the logged-on
  credentials" to Yes, because certificate and key are the user's, and "64-bit PowerShell" to Yes. Changes nothing.
#>
$places = "$env:ProgramFiles\Koshin\Koshin.exe", "$env:LOCALAPPDATA\Programs\Koshin\Koshin.exe"
$koshin = $places | Where-Object { Test-Path $_ } | Select-Object -First 1
if (-not $koshin) { Write-Output 'Koshin is not installed'; exit 0 }

# A program with windows: PowerShell waits for it, and gets what it prints, only like this.
$file = New-TemporaryFile
$run = Start-Process $koshin '--unattended', 'status', '--all-banks' -Wait -PassThru -RedirectStandardOutput $file.FullName
# A line for each bank; the exit code is that of the one that comes first.
$results = Get-Content $file.FullName -Encoding UTF8 | ConvertFrom-Json | Where-Object { $_.event -eq 'result' }
$result = $results | Where-Object { $_.exitCode -eq $run.ExitCode } | Select-Object -First 1
Remove-Item $file.FullName

# Intune shows this line. It holds nothing of the user.
Write-Output "$($result.outcome), $($result.certificate.daysLeft) days left, of other banks $($result.watchedDue) due"
switch ($run.ExitCode) {
  0 { exit 0 }       # done
  5 { exit 0 }       # absent
  # Past renewing: remediation cannot help, but somebody must see it.
  7 { exit 1 }       # lapsed
  default { exit 1 } # due, grace, and all that keeps Koshin from looking
}
