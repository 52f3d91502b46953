; What the installer needs of electron-builder's plugin StdUtils, with NSIS's own means: for trials with a makensis that
; has no such plugin (build/packaging/windows.mjs). The released installer has the plugin itself.
!include FileFunc.nsh

!define StdUtils.TestParameter '!insertmacro stdTestParameter'
!define StdUtils.GetAllParameters '!insertmacro stdGetAllParameters'
!define StdUtils.GetParentPath '!insertmacro stdGetParentPath'
!define StdUtils.ExecShellAsUser '!insertmacro stdExecShellAsUser'

; "true" where --name or /name is there. Inside conditions of LogicLib, so with jumps instead of its own.
!macro stdTestParameter out name
  !define id ${__COUNTER__}
  Push $R8
  ${GetParameters} $R8
  ClearErrors
  ${GetOptions} $R8 "--${name}" ${out}
  IfErrors 0 given_${id}
  ClearErrors
  ${GetOptions} $R8 "/${name}" ${out}
  IfErrors 0 given_${id}
  StrCpy ${out} "false"
  Goto known_${id}
  given_${id}:
  StrCpy ${out} "true"
  known_${id}:
  ClearErrors
  Pop $R8
  !undef id
!macroend

!macro stdGetAllParameters out truncate
  ${GetParameters} ${out}
!macroend

!macro stdGetParentPath out path
  ${GetParent} `${path}` ${out}
!macroend

!macro stdExecShellAsUser out file verb arguments
  ExecShell `${verb}` `${file}` `${arguments}`
  StrCpy ${out} "ok"
!macroend
