<#
  Intune remediation, remediation script: renews the certificate of each bank that is due, with the same two settings as detect.ps1.
  The managed policy must name the bank, and say consent = managed: the organisation answers the two questions.
  While Koshin is open or in the tray, Koshin does the work; `busy` is tried again by the next run.
#>
$places = "$env:ProgramFiles\Koshin\Koshin.exe", "$env:LOCALAPPDATA\Programs\Koshin\Koshin.exe"
$koshin = $places | Where-Object { Test-Path $_ } | Select-Object -First 1
if (-not $koshin) { Write-Output 'Koshin is not installed'; exit 1 }

$file = New-TemporaryFile
$run = Start-Process $koshin '--unattended', 'renew', '--all-banks' -Wait -PassThru -RedirectStandardOutput $file.FullName
# A line for each bank; the exit code is that of the one that comes first.
$results = Get-Content $file.FullName -Encoding UTF8 | ConvertFrom-Json | Where-Object { $_.event -eq 'result' }
$result = $results | Where-Object { $_.exitCode -eq $run.ExitCode } | Select-Object -First 1
Remove-Item $file.FullName

Write-Output "$($result.outcome) $($result.failure.code)"
switch ($run.ExitCode) {
  0 { exit 0 }       # done
  3 { exit 0 }       # nothing-to-do
  # The next run carries on.
  14 { exit 0 }      # pending
  default { exit 1 } # tried again at the next run
}
