; What the Windows installer does beyond electron-builder's own script (electron-builder.yml, nsis.include).
; The build of a bank's own app (npm run brand) defines its names beforehand.
!ifndef OWN_SCHEME
  !define OWN_SCHEME "koshin"
  !define OWN_BANK_FILE "koshin-bank"
  !define OWN_FILE_CLASS "Koshin.BankFile"
  !define OWN_FOLDER "Koshin"
  ; Before a particle.
  !define OWN_NAME_JA "Koshin "
!endif

; <scheme>:<page> opens a page. HKLM or HKCU, as the app itself was installed: SHCTX.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\${OWN_SCHEME}" "" "URL:${PRODUCT_NAME}"
  WriteRegStr SHCTX "Software\Classes\${OWN_SCHEME}" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\${OWN_SCHEME}\DefaultIcon" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}",0'
  WriteRegStr SHCTX "Software\Classes\${OWN_SCHEME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'

  ; A bank file is opened with the app. electron-builder's own entry would leave the program's path without quotes.
  WriteRegStr SHCTX "Software\Classes\.${OWN_BANK_FILE}" "" "${OWN_FILE_CLASS}"
  WriteRegStr SHCTX "Software\Classes\${OWN_FILE_CLASS}" "" "${PRODUCT_NAME} bank file"
  WriteRegStr SHCTX "Software\Classes\${OWN_FILE_CLASS}\DefaultIcon" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}",0'
  WriteRegStr SHCTX "Software\Classes\${OWN_FILE_CLASS}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; Nothing here touches the certificate store or a key. What was entered to start at login is the app's own.
!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\${OWN_SCHEME}"
  DeleteRegKey SHCTX "Software\Classes\.${OWN_BANK_FILE}"
  DeleteRegKey SHCTX "Software\Classes\${OWN_FILE_CLASS}"
  ${ifNot} ${isUpdated}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    ; The daily renewals and looks (main/schedule/task-scheduler.ts) that this remover may see: an administrator all users', a user
    ; their own.
    nsExec::Exec '"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-ScheduledTask -TaskPath $\'\${OWN_FOLDER}\$\' -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$$false"'
    Pop $0
  ${endIf}
!macroend

; Says before the removal what stays. 1041 is Japanese; a silent removal (/S) shows no page.
!macro customUnWelcomePage
  !define MUI_WELCOMEPAGE_TITLE "${PRODUCT_NAME}"
  !define MUI_WELCOMEPAGE_TEXT "$(ownStays)"
  !insertmacro MUI_UNPAGE_WELCOME
!macroend

!ifdef BUILD_UNINSTALLER
!macro customHeader
  LangString ownStays 1033 "${PRODUCT_NAME} will be removed.$\r$\n$\r$\nYour certificates and keys stay in Windows, and so do your settings."
  LangString ownStays 1041 "${OWN_NAME_JA}を削除します。$\r$\n$\r$\n電子証明書と鍵は Windows に残ります。お客様の設定も残ります。"
!macroend
!endif
