; What the Windows installer does beyond electron-builder's own script (electron-builder.yml, nsis.include).

; koshin:<page> opens a page. HKLM or HKCU, as the app itself was installed: SHCTX.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\koshin" "" "URL:Koshin"
  WriteRegStr SHCTX "Software\Classes\koshin" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\koshin\DefaultIcon" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}",0'
  WriteRegStr SHCTX "Software\Classes\koshin\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'

  ; A bank file is opened with the app. electron-builder's own entry would leave the program's path without quotes.
  WriteRegStr SHCTX "Software\Classes\.koshin-bank" "" "Koshin.BankFile"
  WriteRegStr SHCTX "Software\Classes\Koshin.BankFile" "" "Koshin bank file"
  WriteRegStr SHCTX "Software\Classes\Koshin.BankFile\DefaultIcon" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}",0'
  WriteRegStr SHCTX "Software\Classes\Koshin.BankFile\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; Nothing here touches the certificate store or a key. What was entered to start at login is the app's own.
!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\koshin"
  DeleteRegKey SHCTX "Software\Classes\.koshin-bank"
  DeleteRegKey SHCTX "Software\Classes\Koshin.BankFile"
  ${ifNot} ${isUpdated}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    ; The daily renewals (main/schedule/task-scheduler.ts) that this remover may see: an administrator all users', a user
    ; their own.
    nsExec::Exec '"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-ScheduledTask -TaskPath \Koshin\ -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$$false"'
    Pop $0
  ${endIf}
!macroend

; Says before the removal what stays. 1041 is Japanese; a silent removal (/S) shows no page.
!macro customUnWelcomePage
  !define MUI_WELCOMEPAGE_TITLE "Koshin"
  !define MUI_WELCOMEPAGE_TEXT "$(koshinStays)"
  !insertmacro MUI_UNPAGE_WELCOME
!macroend

!ifdef BUILD_UNINSTALLER
!macro customHeader
  LangString koshinStays 1033 "Koshin will be removed.$\r$\n$\r$\nYour certificates and keys stay in Windows, and so do your settings."
  LangString koshinStays 1041 "Koshin を削除します。$\r$\n$\r$\n電子証明書と鍵は Windows に残ります。お客様の設定も残ります。"
!macroend
!endif
