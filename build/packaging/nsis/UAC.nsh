; What the installer asks electron-builder's plugin UAC, with NSIS's own means: for trials with a makensis that has no such
; plugin (build/packaging/windows.mjs). There is never a second, elevated instance: a trial runs as an administrator.
!ifndef UAC_IsAdmin
!define UAC_IsAdmin `"" UAC_IsAdmin ""`
!macro _UAC_IsAdmin _a _b _t _f
  UserInfo::GetAccountType
  Pop $R9
  StrCmp $R9 "Admin" `${_t}` `${_f}`
!macroend

!define UAC_IsInnerInstance `"" UAC_IsInnerInstance ""`
!macro _UAC_IsInnerInstance _a _b _t _f
  StrCmp 0 1 `${_t}` `${_f}`
!macroend

; As if the user had refused.
!macro UAC_RunElevated
  StrCpy $0 1223
!macroend
!endif
