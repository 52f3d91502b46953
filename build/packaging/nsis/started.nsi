; Stands for Koshin.exe where no Electron for Windows is: leaves its arguments in a file, and ends.
Target amd64-unicode
Name "Koshin"
RequestExecutionLevel user
SilentInstall silent
!include FileFunc.nsh

Section
  ${GetParameters} $0
  FileOpen $1 "$TEMP\koshin-started" w
  FileWrite $1 $0
  FileClose $1
SectionEnd
